// What is set of plugins, in its table.
import { createHash } from "node:crypto";
import type { Database, Queryable, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { refuseOutdated } from "../../records/definitions/outdated.ts";
import type { Holder } from "./setting.ts";

export interface SettingRow {
  readonly key: string;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly value: unknown;
  readonly sealed: Buffer | null;
}

/** What is written for one key; a secret comes sealed. */
export interface WrittenSetting {
  readonly key: string;
  readonly value?: unknown;
  /** In base64. */
  readonly sealed?: string;
}

const columns = `key, team_id as "teamId", user_id as "userId", value, sealed`;

/** What holds for the company, for these teams and for this person. */
export async function readSettingsOf(
  db: Queryable,
  plugin: string,
  { teamIds, userId }: { readonly teamIds: readonly string[]; readonly userId: string | null },
): Promise<SettingRow[]> {
  const text = `select ${columns} from plugin_settings where plugin = $1
    and (team_id is null or team_id = any($2::uuid[])) and (user_id is null or user_id = $3)`;
  return await db.query<SettingRow & object>({ text, values: [plugin, teamIds, userId], name: "plugin_settings" });
}

/** What every plugin has been given for the company; secrets are left out. */
export async function readCompanySettings(db: Queryable): Promise<{ plugin: string; key: string; value: unknown }[]> {
  const text = `select plugin, key, value from plugin_settings
    where team_id is null and user_id is null and value is not null order by plugin, key`;
  return await db.query({ text });
}

/** Told by what is set; sealed ones differ each time they are set. */
export function versionOf(rows: readonly SettingRow[]): number {
  const lines = rows.map(({ key, value, sealed }) => JSON.stringify([key, value, sealed?.toString("base64")]));
  return createHash("sha256").update(lines.toSorted().join("\n")).digest().readUIntBE(0, 6) % 1_000_000_000;
}

const plainOf = (rows: readonly SettingRow[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(rows.filter(({ sealed }) => sealed === null).map(({ key, value }) => [key, value]));

interface Writing {
  readonly holder: Holder;
  readonly written: readonly WrittenSetting[];
  readonly gone: readonly string[];
  readonly version: number | undefined;
}

const ofHolder = "plugin = $1 and team_id is not distinct from $2 and user_id is not distinct from $3";

/** Writes some and takes away others, as one change of this actor's; Outdated when they are not as the caller saw them. */
export async function writeSettings(
  db: Database,
  actor: Actor,
  plugin: string,
  { holder, written, gone, version }: Writing,
): Promise<void> {
  const ids = [holder.scope === "team" ? holder.id : null, holder.scope === "user" ? holder.id : null];
  await db.transaction(async (trx) => {
    await told(trx, actor);
    await trx.query({ text: turn, values: [plugin] });
    const standing = await trx.query<SettingRow & object>({
      text: `select ${columns} from plugin_settings where ${ofHolder}`,
      values: [plugin, ...ids],
    });
    const current = { version: versionOf(standing), values: plainOf(standing) };
    refuseOutdated(current, version);
    await trx.query({
      text: `delete from plugin_settings where ${ofHolder} and key = any($4)`,
      values: [plugin, ...ids, gone],
    });
    await trx.query({
      text: `insert into plugin_settings (plugin, team_id, user_id, changed_by, key, value, sealed)
        select $1, $2, $3, $4, key, value, decode(sealed, 'base64')
        from jsonb_to_recordset($5) as w(key text, value jsonb, sealed text)
        on conflict (plugin, key, team_id, user_id)
        do update set value = excluded.value, sealed = excluded.sealed, changed_by = $4, changed_at = now()`,
      values: [plugin, ...ids, actor.id, JSON.stringify(written)],
    });
  });
}

/** One after the other, so that nobody writes between another's look and their writing. */
const turn = "select pg_advisory_xact_lock(hashtext('plugin_settings'), hashtext($1))";

const told = async (trx: Transaction, { id, source }: Actor): Promise<unknown> =>
  await trx.query({
    text: "select set_config('trellis.actor', $1, true), set_config('trellis.source', $2, true)",
    values: [id, source],
  });

/** Everything that was ever set of a plugin. */
export async function forgetSettings(trx: Queryable, plugin: string): Promise<void> {
  await trx.query({ text: "delete from plugin_settings where plugin = $1", values: [plugin] });
}
