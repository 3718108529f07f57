// When what is missing for somebody should be there.
import type { Queryable, Records } from "trellis/sdk";
import { exact } from "../products/api.ts";
import { daysAfter } from "./days.ts";
import { keeper } from "./keeper.ts";
import type { Wanted } from "./reservations.ts";

interface Coming {
  readonly product: string;
  readonly day: string;
  readonly quantity: string;
}

interface Needs {
  readonly db: Queryable;
  readonly records: Records;
}

/**
 * By product the day by which confirmed receipts that name one cover what is missing; where they do not, as many days from
 * today as the product says that it takes to come; nothing where it does not say.
 */
export async function expectedOn(
  { db, records }: Needs,
  missing: readonly Wanted[],
  today: string,
): Promise<ReadonlyMap<string, string>> {
  if (missing.length === 0) return new Map();
  const products = missing.map(({ product }) => product);
  const coming = await comingOf(db, products);
  const filter = { field: "id", op: "in", value: products } as const;
  const { data } = await records.list(keeper, "product", { filter, fields: ["custom.lead_days"], limit: 200 });
  const lead = new Map(data.map(({ id, custom }) => [id, custom["lead_days"] ?? null]));
  return new Map(
    missing.flatMap(({ product, quantity }) => {
      const days = lead.get(product) ?? null;
      const day =
        coveredOn(
          coming.filter((one) => one.product === product),
          quantity,
        ) ?? (days === null ? undefined : daysAfter(today, Number(days)));
      return day === undefined ? [] : [[product, day] as const];
    }),
  );
}

async function comingOf(db: Queryable, products: readonly string[]): Promise<readonly Coming[]> {
  const text = `select l.product_id as product, d.day, l.quantity::text
    from plugin_warehouse.stock_lines l join plugin_warehouse.stock_documents d on d.id = l.document_id
    where d.type = 'receipt' and d.state = 'confirmed' and d.day >= current_date and d.deleted_at is null and l.deleted_at is null
      and l.product_id = any($1::uuid[]) order by d.day, d.id, l.id`;
  return await db.query<Coming & object>({ text, values: [products] });
}

function coveredOn(coming: readonly Coming[], quantity: string): string | undefined {
  let left = exact(quantity);
  for (const { day, quantity: more } of coming) {
    left = left.minus(more);
    if (left.lte(0)) return day;
  }
  return undefined;
}
