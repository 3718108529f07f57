// Kits are not kept: what is in them is. A document is made of goods from the moment it is binding.
import { Invalid, type Problem, type Queryable, type Records, type Transaction } from "trellis/sdk";
import { exact, type KitPart, kitPartsOf, kitsAmong } from "../products/api.ts";
import { linesOf, type StockDocument } from "./document.ts";
import { keeper } from "./keeper.ts";
import { overSql } from "./lot-stock.ts";
import { problem } from "./problem.ts";

/** The document with what is in its kits on lines of their own, in place of the kits; Invalid for a kit with nothing in it. */
export async function unpackKits(trx: Transaction, records: Records, document: StockDocument): Promise<StockDocument> {
  const kits = await kitsAmong(
    trx,
    document.lines.map(({ product }) => product),
  );
  if (kits.size === 0 || document.state !== "draft") return document;
  const parts = await kitPartsOf(trx, [...kits]);
  const lines = document.lines.filter(({ product }) => kits.has(product));
  refuseEmpty(lines, parts);
  for (const { id, product: kit, quantity } of lines) {
    for (const part of parts.get(kit) ?? []) {
      const many = exact(quantity).times(part.quantity).toFixed();
      const input = { document: document.id, product: part.product, quantity: many, kit };
      await records.create(keeper, "stock_line", input, { trx });
    }
    await records.remove(keeper, "stock_line", id, { trx });
  }
  return { ...document, lines: await linesOf(trx, document.id) };
}

function refuseEmpty(
  lines: readonly { readonly id: string; readonly product: string }[],
  parts: ReadonlyMap<string, readonly KitPart[]>,
): void {
  const problems: Problem[] = lines
    .filter(({ product }) => !parts.has(product))
    .map(({ id }) => ({ ...problem("product", "kit_is_empty"), pointer: `/lines/${id}` }));
  if (problems.length > 0) throw new Invalid(problems);
}

export interface KitStock {
  /** So many whole kits could be put together of what is free. */
  readonly available: string;
  readonly parts: readonly (KitPart & { readonly free: string })[];
}

/** What there is for a kit: as many as its scarcest part is enough for. */
export async function kitStockOf(db: Queryable, kit: string): Promise<KitStock | undefined> {
  const parts = (await kitPartsOf(db, [kit])).get(kit);
  if (!parts) return undefined;
  const text = `select b.product_id as product, trim_scale(sum(b.on_hand - b.reserved)
      - coalesce((${overSql} where o.product_id = b.product_id), 0))::text as free
    from plugin_warehouse.balances b join plugin_warehouse.stock_locations l on l.id = b.location_id
    where b.product_id = any($1::uuid[]) group by 1`;
  const rows = await db.query<{ product: string; free: string }>({
    text,
    values: [parts.map(({ product }) => product)],
  });
  const free = new Map(rows.map((row) => [row.product, row.free]));
  const all = parts.map((part) => ({ ...part, free: free.get(part.product) ?? "0" }));
  const whole = all.map(({ free: there, quantity }) => exact(there).div(quantity).round(0, 0));
  const least = whole.reduce((least, one) => (one.lt(least) ? one : least));
  return { available: least.lt(0) ? "0" : least.toFixed(), parts: all };
}
