// What the database remembers of a plugin, and how it is read and written.
import type { Queryable } from "../../db/database.ts";
import { CHANNEL } from "../../db/listener.ts";
import type { Manifest, Requests } from "../manifest/manifest.ts";

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
  /** What an administrator agreed that it may do. */
  readonly consent: Requests;
  /** The version before `version`, while processes may still run it; nothing that it needs is taken away until then. */
  readonly previous: string | null;
  /** RFC 3339. */
  readonly changedAt: string;
  readonly archivedAt: string | null;
}

const columns = `id, version, state, audience, manifest, failure, consent, previous, changed_at as "changedAt", archived_at as "archivedAt"`;

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
  /** Stays as it was when it is not named. */
  readonly consent?: Requests | undefined;
  readonly previous?: string | null | undefined;
  readonly failure?: Failure | undefined;
  readonly actorId: string;
}

/** Writes what is wanted from now on, for every process to follow. An audience that is not named stays as it was. */
export async function decide(trx: Queryable, decision: Decision): Promise<void> {
  const { id, version, state, audience, manifest, failure, actorId, consent, previous = null } = decision;
  const text = `insert into plugins (id, version, state, audience, manifest, failure, changed_by, consent, previous, archived_at)
    values ($1, $2, $3, coalesce($4::jsonb, '{"everyone": true}'), $5, $6, $7, coalesce($8::jsonb, '{}'), $9,
      case when $3 = 'archived' then now() end)
    on conflict (id) do update set version = $2, state = $3, audience = coalesce($4::jsonb, plugins.audience), manifest = $5,
      consent = coalesce($8::jsonb, plugins.consent), previous = $9, failure = $6, changed_by = $7, changed_at = now(), archived_at = excluded.archived_at`;
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  await trx.query({
    text,
    values: [id, version, state, json(audience), json(manifest), json(failure), actorId, json(consent), previous],
  });
  await raiseGeneration(trx);
}

/** Nobody runs the version before any more. */
export async function settle(trx: Queryable, { id, version }: Pick<PluginRow, "id" | "version">): Promise<void> {
  await trx.query({ text: "update plugins set previous = null where id = $1 and version = $2", values: [id, version] });
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

/** What processes are told when something was decided; they hear it with the commit. */
export const DECIDED = "plugins";

async function raiseGeneration(trx: Queryable): Promise<void> {
  await trx.query({ text: "select pg_notify($1, $2)", values: [CHANNEL, DECIDED] });
  await trx.query({ text: "update definition_versions set version = version + 1 where name = 'plugins'" });
}
