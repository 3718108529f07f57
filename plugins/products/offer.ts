// What the lines of a deal come to, as the database adds it up.
import { type Rec, relatedIn } from "trellis/sdk";
import { exact, isMoney, type Money, money } from "./exact.ts";

export interface OfferLine {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly product: string | null;
  readonly unit: string | null;
  readonly quantity: string;
  readonly price: Money | null;
  readonly listPrice: Money | null;
  readonly discount: string;
  readonly taxRate: string | null;
  readonly total: Money | null;
  /** What it costs us and what is left; null where no cost is known, or it is not for them to see. */
  readonly cost: Money | null;
  readonly margin: Money | null;
  /** The part of a calculator that it was worked out by, with what was answered; null for one that was typed. */
  readonly part: string | null;
  readonly inputs: Readonly<Record<string, unknown>> | null;
  readonly calculation: string | null;
  /** `waiting`, `approved` or `refused` where the discount is beyond somebody's limit. */
  readonly approval: string | null;
}

export interface Offer {
  readonly lines: readonly OfferLine[];
  readonly net: Money | null;
  readonly tax: Money | null;
  readonly gross: Money | null;
  /** Of the lines whose cost is known; null for those who may not see costs. */
  readonly margin: Money | null;
  /** How many lines have no cost, for those who may see costs. */
  readonly uncosted: number | null;
}

/** One line with its cost, and the sums of all of them. */
export interface SumRow {
  readonly id: string;
  readonly currency: string;
  readonly cost: string | null;
  readonly margin: string | null;
  readonly net: string;
  readonly tax: string;
  readonly all_margin: string | null;
  readonly uncosted: number;
}

const newestCost = (product: string): string => `select cost from plugin_products.product_costs x
    where x.product_id = ${product} and x.cost_currency = l.total_currency and x.valid_from <= l.priced_on
      and x.deleted_at is null
    order by x.valid_from desc, x.id limit 1`;

/** Costs are of a product's unit; a line may be in another one that is made of the same. A kit costs what is in it costs, if all of that is known. */
export const sums = `
with costed as (
  select l.id, l.total, coalesce(l.tax_amount, 0) as tax, l.total_currency as currency,
    round(l.quantity * coalesce(lu.factor, 1) / coalesce(pu.factor, 1) * case when p.type = 'kit' then k.cost else c.cost end, 4) as cost
  from plugin_products.deal_lines l
  left join plugin_products.products p on p.id = l.product_id
  left join plugin_products.units lu on lu.id = l.unit_id
  left join plugin_products.units pu on pu.id = p.unit_id
  left join lateral (${newestCost("l.product_id")}) c on true
  left join lateral (
    select case when count(*) = count(c.cost) then sum(c.cost * k.quantity) end as cost
    from plugin_products.kit_parts k left join lateral (${newestCost("k.product_id")}) c on true
    where p.type = 'kit' and k.kit_id = p.id and k.deleted_at is null) k on true
  where l.deal_id = $1 and l.deleted_at is null and l.total is not null)
select id, currency, cost::text, (total - cost)::text as margin, (sum(total) over ())::text as net,
  (sum(tax) over ())::text as tax, (sum(total - cost) over ())::text as all_margin,
  (count(*) filter (where cost is null) over ())::int as uncosted
from costed`;

export function lineOf(line: Rec, sums: readonly SumRow[]): OfferLine {
  const sum = sums.find(({ id }) => id === line.id);
  const amountIn = (text: string | null | undefined): Money | null =>
    sum && text !== null && text !== undefined ? money(exact(text), sum.currency) : null;
  return {
    id: line.id,
    version: line.version,
    name: String(line["name"] ?? ""),
    product: textIn(line, "product"),
    unit: relatedIn(line, "unit")?.title ?? null,
    quantity: String(line["quantity"]),
    price: moneyIn(line, "price"),
    listPrice: moneyIn(line, "listPrice"),
    discount: String(line["discount"]),
    taxRate: textIn(line, "taxRate"),
    total: moneyIn(line, "total"),
    cost: amountIn(sum?.cost),
    margin: amountIn(sum?.margin),
    part: textIn(line, "part"),
    inputs: (line["inputs"] ?? null) as OfferLine["inputs"],
    calculation: textIn(line, "calculation"),
    approval: textIn(line, "approval"),
  };
}

const textIn = (line: Rec, path: string): string | null => (line[path] ?? null) as string | null;
const moneyIn = (line: Rec, path: string): Money | null => (isMoney(line[path]) ? line[path] : null);

export function totalsOf([first]: readonly SumRow[], sees: boolean): Omit<Offer, "lines"> {
  if (!first) return { net: null, tax: null, gross: null, margin: null, uncosted: null };
  const { currency, net, tax, all_margin: margin, uncosted } = first;
  return {
    net: money(exact(net), currency),
    tax: money(exact(tax), currency),
    gross: money(exact(net).plus(tax), currency),
    margin: sees && margin !== null ? money(exact(margin), currency) : null,
    uncosted: sees ? uncosted : null,
  };
}
