// What holds for lots on every way in: each number once per product, and what has moved keeps its name.
import {
  type Draft,
  type HookContext,
  Invalid,
  type Problem,
  type Queryable,
  type Transaction,
  type Written,
} from "trellis/sdk";
import { lockProducts } from "./ledger-sql.ts";
import { problem } from "./problem.ts";

/** A number is known without the blanks around it. */
export async function trimNumber(draft: Draft): Promise<Problem[]> {
  const name = draft.get("name");
  if (typeof name === "string" && name !== name.trim()) draft.set("name", name.trim());
  return [];
}

/** Documents name a lot by its number: one that has moved keeps it, also when a line of its history is taken back. */
export async function keepMoved(trx: Transaction, written: readonly Written[]): Promise<void> {
  const renamed = written.filter(
    ({ before, record }) => before && (before["name"] !== record["name"] || before["product"] !== record["product"]),
  );
  for (const { record } of renamed)
    if (await hasMoved(trx, record.id)) throw new Invalid([problem("name", "lot_has_moved")]);
}

export async function keepLot({ id }: Draft, { db }: HookContext): Promise<Problem[]> {
  return (await hasMoved(db, id)) ? [problem("name", "lot_has_moved")] : [];
}

async function hasMoved(db: Queryable, lot: string): Promise<boolean> {
  const text = "select from plugin_warehouse.moves where lot_id = $1 limit 1";
  return (await db.query({ text, values: [lot] })).length > 0;
}

/** Whoever writes a lot has its product locked, so that of two who write the same number at once one is refused. */
export async function refuseTwin(trx: Transaction, written: readonly Written[]): Promise<void> {
  const lots = written.filter(({ action }) => action !== "removed").map(({ record }) => record);
  await lockProducts(trx, [...new Set(lots.map(({ product }) => String(product)))]);
  const text = `select t.name from plugin_warehouse.stock_lots t join plugin_warehouse.stock_lots o
      on o.product_id = t.product_id and lower(o.name) = lower(t.name) and o.id <> t.id and o.deleted_at is null
    where t.id = any($1::uuid[]) and t.deleted_at is null limit 1`;
  const [twin] = await trx.query<{ name: string }>({ text, values: [lots.map(({ id }) => id)] });
  if (twin) throw new Invalid([problem("name", "lot_is_there", { lot: twin.name })]);
}
