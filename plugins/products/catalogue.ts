// What rules ask of the catalogue, whoever acts: products, units, tax rates and costs, as they stand in the database.
import type { Queryable } from "trellis/sdk";
import { exact } from "./exact.ts";

export interface ProductFacts {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly tax: string | null;
  readonly sold: boolean;
  readonly type: "goods" | "service" | "kit";
}

/** A unit, and how many of its root one of it is: a box of 12 pieces has the factor 12, a piece 1. */
export interface UnitFacts {
  readonly id: string;
  readonly decimals: number;
  readonly root: string;
  readonly factor: string;
}

export async function productOf(db: Queryable, id: unknown): Promise<ProductFacts | undefined> {
  const text = `select id, name, unit_id as unit, tax_id as tax, coalesce(sold, true) as sold, type
    from plugin_products.products where id = $1 and deleted_at is null`;
  return await first<ProductFacts>(db, text, [id]);
}

export async function unitOf(db: Queryable, id: unknown): Promise<UnitFacts | undefined> {
  const text = `select id, coalesce(decimals, 0)::int as decimals, coalesce(base_id, id) as root,
    coalesce(factor, 1)::text as factor from plugin_products.units where id = $1`;
  return await first<UnitFacts>(db, text, [id]);
}

/** The unit that quantities of a product are counted in. */
export async function unitOfProduct(db: Queryable, product: unknown): Promise<UnitFacts | undefined> {
  const found = await productOf(db, product);
  return found && (await unitOf(db, found.unit));
}

/** Percent of a tax on a day: the newest rate that has begun. */
export async function taxRateOn(db: Queryable, tax: unknown, day: string): Promise<string | undefined> {
  const text = `select percent::text from plugin_products.tax_rates
    where tax_id = $1 and valid_from <= $2 and deleted_at is null order by valid_from desc, id limit 1`;
  const found = await first<{ percent: string }>(db, text, [tax, day]);
  return found && exact(found.percent).toFixed();
}

async function first<T extends object>(
  db: Queryable,
  text: string,
  values: readonly unknown[],
): Promise<T | undefined> {
  if (values[0] === null || values[0] === undefined) return undefined;
  const [row] = await db.query({ text, values });
  return row as T | undefined;
}
