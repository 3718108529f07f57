// What the database remembers of a plugin, and how it is read and written.
import type { Queryable } from "../../db/database.ts";
import type { Manifest } from "../manifest/manifest.ts";

/** What is wanted of a plugin; what is being done to it stands in its operation. */
export type Wanted = "installed" | "enabled" | "failed" | "quarantined" | "archived";

/** Who has an enabled plugin. */
export interface Audience {
  readonly everyone?: true;
  /** Ids. */
  readonly teams?: readonly string[];
  readonly people?: readonly string[];
}

/** Why a plugin is not on although it should be: an error's code and the values of its sentence. */
export interface Failure {
  readonly code: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface PluginRow {
  readonly id: string;
  readonly version: string;
  readonly state: Wanted;
  readonly audience: Audience;
  /** As of `version`; what is known when the files have gone. */
  readonly manifest: Manifest;
  readonly failure: Failure | null;
  /** RFC 3339. */
  readonly changedAt: string;
  readonly archivedAt: string | null;
}

const columns = `id, version, state, audience, manifest, failure, changed_at as "changedAt", archived_at as "archivedAt"`;

export async function readRows(db: Queryable): Promise<PluginRow[]> {
  return await db.query<PluginRow & object>({ text: `select ${columns} from plugins order by id` });
}

export async function findRow(db: Queryable, id: string): Promise<PluginRow | undefined> {
  const [row] = await db.query<PluginRow & object>({
    text: `select ${columns} from plugins where id = $1`,
    values: [id],
  });
  return row;
}

export interface Decision {
  readonly id: string;
  readonly version: string;
  readonly state: Wanted;
  readonly audience?: Audience | undefined;
  readonly manifest: Manifest;
  readonly failure?: Failure | undefined;
  readonly actorId: string;
}

/** Writes what is wanted from now on, for every process to follow. An audience that is not named stays as it was. */
export async function decide(trx: Queryable, decision: Decision): Promise<void> {
  const { id, version, state, audience, manifest, failure, actorId } = decision;
  const text = `insert into plugins (id, version, state, audience, manifest, failure, changed_by, archived_at)
    values ($1, $2, $3, coalesce($4::jsonb, '{"everyone": true}'), $5, $6, $7, case when $3 = 'archived' then now() end)
    on conflict (id) do update set version = $2, state = $3, audience = coalesce($4::jsonb, plugins.audience), manifest = $5,
      failure = $6, changed_by = $7, changed_at = now(), archived_at = excluded.archived_at`;
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  await trx.query({
    text,
    values: [id, version, state, json(audience), json(manifest), json(failure), actorId],
  });
  await raiseGeneration(trx);
}

/** As if the plugin had never been decided upon. */
export async function forget(trx: Queryable, id: string): Promise<void> {
  await trx.query({ text: "delete from plugins where id = $1", values: [id] });
  await raiseGeneration(trx);
}

/** The number every process compares with what it has followed. */
export async function generationOf(db: Queryable): Promise<number> {
  const text = "select version from definition_versions where name = 'plugins'";
  const [row] = await db.query<{ version: number }>({ text, name: "plugins_generation" });
  return row?.version ?? 0;
}

async function raiseGeneration(trx: Queryable): Promise<void> {
  await trx.query({ text: "update definition_versions set version = version + 1 where name = 'plugins'" });
}
