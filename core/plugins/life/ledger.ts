// What each plugin has brought that outlives its being switched off: only what stands here is ever taken away with it.
import type { Queryable } from "../../db/database.ts";

export interface LedgerLine {
  /** `schema`, `table`, `migration`, `field`, `rule`. */
  readonly kind: string;
  readonly key: string;
  /** What it belongs to, the id of its row, or the checksum of a migration. */
  readonly target: string | null;
  /** What the plugin wrote, word by word, to tell what somebody edited since. */
  readonly marks?: Readonly<Record<string, string>> | null;
}

export async function readLedger(db: Queryable, plugin: string): Promise<LedgerLine[]> {
  const text = "select kind, key, target, marks from plugin_objects where plugin = $1 order by kind, key";
  return await db.query<LedgerLine & object>({ text, values: [plugin] });
}

/** Notes what was brought; what is known already keeps its line, with the newer words. Answers what is new. */
export async function enter(trx: Queryable, plugin: string, lines: readonly LedgerLine[]): Promise<LedgerLine[]> {
  const text = `insert into plugin_objects (plugin, kind, key, target, marks)
    select $1, kind, key, target, marks from jsonb_to_recordset($2) as l(kind text, key text, target text, marks jsonb)
    on conflict (plugin, kind, key) do update set target = excluded.target, marks = excluded.marks
    returning kind, key, target, marks, xmax = 0 as fresh`;
  const rows = await trx.query<LedgerLine & { fresh: boolean }>({ text, values: [plugin, JSON.stringify(lines)] });
  return rows.filter(({ fresh }) => fresh).map(({ fresh: _, ...line }) => line);
}

/** Forgets lines; all of a plugin when none are named. */
export async function strike(
  trx: Queryable,
  plugin: string,
  lines?: readonly Pick<LedgerLine, "kind" | "key">[],
): Promise<void> {
  const text = `delete from plugin_objects o where plugin = $1 and ($2::jsonb is null or exists (
    select from jsonb_to_recordset($2) as l(kind text, key text) where l.kind = o.kind and l.key = o.key))`;
  await trx.query({ text, values: [plugin, lines ? JSON.stringify(lines) : null] });
}
