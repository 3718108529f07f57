import type { Transaction } from "../../../db/database.ts";
import type { Running } from "./running.ts";

/** Remembers which record another system's id belongs to now. */
export async function keepExternalIds(
  { asking, plan }: Running,
  trx: Transaction,
  pairs: readonly (readonly [string, string])[],
): Promise<void> {
  if (pairs.length === 0) return;
  const last = new Map(pairs);
  const text = `insert into external_ids (kind, source, external_id, record_id) select $1, $2, e, r from unnest($3::text[], $4::uuid[]) x(e, r)
    on conflict (kind, source, external_id) do update set record_id = excluded.record_id`;
  await trx.query({ text, values: [asking.kind.name, plan.source, [...last.keys()], [...last.values()]] });
}
