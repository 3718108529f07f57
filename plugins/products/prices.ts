// Which price holds. Most specific wins: a customer's list before a segment's, that before the one for everybody; then the
// larger quantity; then the later first day.
import type { Queryable } from "trellis/sdk";
import { exact, type Money, money } from "./exact.ts";

export interface PriceQuestion {
  readonly product: string;
  readonly company: string | null;
  /** Price segment of the company. */
  readonly segment: string | null;
  /** In units of the product. */
  readonly quantity: string;
  /** The day, such as `2026-11-26`. */
  readonly on: string;
  readonly currency: string;
}

export interface FoundPrice {
  readonly id: string;
  readonly list: string;
  /** Of one unit of the product. */
  readonly price: Money;
}

const text = `
select p.id, p.list, p.price::text from plugin_products.standing_prices p
where p.product_id = $1 and p.currency = $2 and p.min_quantity <= $3::numeric
  and (p.starts is null or p.starts <= $4::date) and (p.ends is null or p.ends >= $4::date)
  and (p.scope = 'base' or (p.scope = 'segment' and p.segment_id = $5) or (p.scope = 'customer' and p.company_id = $6))
order by array_position(array['customer', 'segment', 'base'], p.scope), p.min_quantity desc, p.since desc nulls last, p.id
limit 1`;

/** The price of a product for somebody, or undefined where no list has one. */
export async function priceFor(db: Queryable, asked: PriceQuestion): Promise<FoundPrice | undefined> {
  const { product, currency, quantity, on, segment, company } = asked;
  const values = [product, currency, quantity, on, segment, company];
  const [row] = await db.query<{ id: string; list: string; price: string }>({ name: "products.price", text, values });
  return row && { id: row.id, list: row.list, price: money(exact(row.price), currency) };
}
