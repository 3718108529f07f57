// How fast stock turns over a stretch of days, worked out from the moves alone.
import type { Queryable } from "trellis/sdk";
import { outside } from "./places.ts";

/** Both days count in full. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Amounts in the company's currency, quantities in the product's unit. */
export interface Turnover {
  readonly product: string;
  /** To customers, less what came back. */
  readonly sold: string;
  /** What those had cost, as it is known now. */
  readonly costOfGoods: string;
  /** What the stock was worth on average over the days: each worth counts for as long as it lasted. */
  readonly averageValue: string;
  /** Cost of goods / average value; null where there was no stock. */
  readonly turnover: string | null;
  /** Sold / (there at the start + received); null where there was nothing to sell. */
  readonly sellThrough: string | null;
  /** A: the goods that make the first 80 % of all cost of goods; B: up to 95 %; C: the rest. */
  readonly abc: "A" | "B" | "C";
}

// What each move changes of the worth of stock; a receipt may also put right what had left before it came. A new worth sells nothing.
const changes = `select m.product_id as product, m.done_at as at, m.from_id, m.to_id, m.quantity, m.done_at >= $1::date as within,
    case m.goes when 'in' then v.value when 'out' then -v.value else 0 end + v.adjustment as change,
    case m.goes when 'in' then m.quantity when 'out' then -m.quantity else 0 end as moved,
    (case when m.to_id = '${outside.customer}' then v.value when m.from_id = '${outside.customer}' then -v.value else 0 end)
      - case m.goes when 'worth' then 0 else v.adjustment end as cost,
    case when m.to_id = '${outside.customer}' then m.quantity when m.from_id = '${outside.customer}' then -m.quantity else 0 end as sold,
    case when m.from_id = '${outside.supplier}' then m.quantity when m.to_id = '${outside.supplier}' then -m.quantity else 0 end as received
  from plugin_warehouse.moves m join plugin_warehouse.move_values v on v.move_id = m.id
  where m.done_at < $2::date + 1`;

const sums = `select product,
    coalesce(sum(sold) filter (where within), 0) as sold,
    coalesce(sum(cost) filter (where within), 0) as cost,
    coalesce(sum(moved) filter (where not within), 0) + coalesce(sum(received) filter (where within), 0) as to_sell,
    sum(change * least(1, extract(epoch from ($2::date + 1)::timestamptz - at) / extract(epoch from ($2::date + 1)::timestamptz - $1::date))) as average
  from (${changes}) c group by product`;

const classes = `select *, case when cost <= 0 or before >= 0.95 * total then 'C' when before >= 0.80 * total then 'B' else 'A' end as abc
  from (select *, sum(greatest(cost, 0)) over () as total,
      sum(greatest(cost, 0)) over (order by cost desc, product rows unbounded preceding) - greatest(cost, 0) as before
    from (${sums}) s) x`;

const page = `select product, trim_scale(sold)::text as sold, round(cost, 2)::text as "costOfGoods", round(average, 2)::text as "averageValue",
    case when average > 0 then round(cost / average, 2)::text end as turnover,
    case when to_sell > 0 then round(sold / to_sell, 4)::text end as "sellThrough", abc
  from (${classes}) y order by cost desc, product limit $3 offset $4`;

/** Those first whose goods cost most, so many of them after so many. */
export async function turnoverOf(
  db: Queryable,
  { from, to }: Period,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<readonly Turnover[]> {
  return await db.query<Turnover & object>({ text: page, values: [from, to, limit, offset] });
}
