// Remembers who asked to be left alone, beside the records: deleting and importing again must not make them reachable.
import type { Transaction } from "../db/database.ts";
import type { Written } from "../records/kind.ts";
import { keyOf } from "./channels.ts";
import { channelsOf, type Values } from "./keys.ts";

/** Notes new marks and forgets lifted ones of the records just written. */
export async function keepOptedOut(trx: Transaction, written: readonly Written[]): Promise<void> {
  const before = written.flatMap((one) => marksOf(one.before));
  const after = written.flatMap((one) => marksOf(one.record));
  const kept = new Set(after.map((mark) => mark.key));
  const known = new Set(before.map((mark) => mark.key));
  await remember(
    trx,
    after.filter(({ key }) => !known.has(key)),
  );
  await forget(
    trx,
    before.map(({ key }) => key).filter((key) => !kept.has(key)),
  );
}

/** True when a change with these new values may set or lift a mark. */
export const touchesMarks = (values: ReadonlyMap<string, unknown>, before: Values | undefined): boolean =>
  values.has("channels") && [before, { channels: values.get("channels") }].some((record) => marksOf(record).length > 0);

const marksOf = (record: Values | undefined) =>
  channelsOf(record ?? {})
    .filter((channel) => channel.doNotUse)
    .map((channel) => ({ key: keyOf(channel), reason: channel.reason }));

async function remember(trx: Transaction, marks: readonly { key: string; reason: string | null }[]): Promise<void> {
  if (marks.length === 0) return;
  const text = `insert into opted_out_channels (key, reason) select distinct on (key) * from unnest($1::text[], $2::text[]) as m (key, reason)
    on conflict (key) do update set reason = coalesce(excluded.reason, opted_out_channels.reason)`;
  await trx.query({ text, values: [marks.map(({ key }) => key), marks.map(({ reason }) => reason)] });
}

async function forget(trx: Transaction, keys: readonly string[]): Promise<void> {
  if (keys.length > 0)
    await trx.query({ text: "delete from opted_out_channels where key = any($1::text[])", values: [keys] });
}
