// What holds from a day on: tax rates and costs. Each day has one.
import type { Draft, HookContext, Problem, Queryable } from "trellis/sdk";
import { isMoney } from "./exact.ts";
import { problem } from "./problem.ts";

export async function checkTaxRate(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const values = [draft.id, draft.get("tax"), draft.get("validFrom")];
  draft.set("name", await dated(db, "taxes", draft.get("tax"), values[2]));
  const text = `select from plugin_products.tax_rates where id <> $1 and tax_id = $2 and valid_from = $3 and deleted_at is null`;
  return (await db.query({ text, values })).length > 0 ? [problem("validFrom", "day_taken")] : [];
}

export async function checkCost(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const cost = draft.get("cost");
  draft.set("name", await dated(db, "products", draft.get("product"), draft.get("validFrom")));
  if (!isMoney(cost)) return [];
  const text = `select from plugin_products.product_costs
    where id <> $1 and product_id = $2 and valid_from = $3 and cost_currency = $4 and deleted_at is null`;
  const values = [draft.id, draft.get("product"), draft.get("validFrom"), cost.currency];
  return (await db.query({ text, values })).length > 0 ? [problem("validFrom", "day_taken")] : [];
}

/** What it is about and its first day: what people call it. */
async function dated(db: Queryable, table: "taxes" | "products", id: unknown, day: unknown): Promise<string | null> {
  const text = `select left(name, 180) || ' · ' || $2::text as name from plugin_products.${table} where id = $1`;
  const [row] = await db.query<{ name: string }>({ text, values: [id, day ?? ""] });
  return row?.name ?? null;
}
