// Goods kept for a deal or a document. Whoever keeps some is alone with the product while doing so.
import { newId, type Transaction } from "trellis/sdk";
import { exact } from "../products/api.ts";
import { lockProducts } from "./ledger-sql.ts";

export interface Wanted {
  readonly product: string;
  readonly quantity: string;
  /** The lot it has to be; any that is still good when left out. */
  readonly lot?: string | null;
}

/** For whom, where and by whom; `location` undefined: wherever there is some. */
export interface Keeping {
  readonly deal: string | null;
  readonly document: string | null;
  readonly location: string | undefined;
  readonly by: string;
  /** Days until it ends by itself; null for as long as the document stands. */
  readonly days: number | null;
}

interface Free {
  readonly product: string;
  readonly location: string;
  readonly lot: string | null;
  readonly expired: boolean;
  free: string;
}

/** Keeps as much as is free: of lots those that end first, else place by place in the order of their names; answers what could not be kept. */
export async function keep(trx: Transaction, wanted: readonly Wanted[], keeping: Keeping): Promise<readonly Wanted[]> {
  const products = [...new Set(wanted.map(({ product }) => product))];
  await lockProducts(trx, products);
  const places = await freePlaces(trx, products, keeping.location);
  const kept: Free[] = [];
  const short = wanted.flatMap((one) => {
    const left = take(one, places, kept);
    return left === "0" ? [] : [{ product: one.product, quantity: left }];
  });
  await write(trx, kept, keeping);
  return short;
}

/** Takes what is wanted off the places where it is free; answers what is missing. */
function take({ product, quantity, lot = null }: Wanted, places: readonly Free[], kept: Free[]): string {
  let left = exact(quantity);
  const fits = (one: Free): boolean => one.product === product && (lot === null ? !one.expired : one.lot === lot);
  for (const place of places.filter(fits)) {
    const some = left.lt(place.free) ? left : exact(place.free);
    if (some.lte(0)) continue;
    kept.push({ ...place, free: some.toFixed() });
    place.free = exact(place.free).minus(some).toFixed();
    left = left.minus(some);
  }
  return left.toFixed();
}

async function freePlaces(trx: Transaction, products: readonly string[], location: string | undefined) {
  const text = `select x.product_id as product, x.location_id as location, x.lot_id as lot, x.free::text, x.expires < current_date as expired
    from (
      select b.product_id, b.location_id, null::uuid as lot_id, b.on_hand - b.reserved as free, null::date as expires, null::timestamptz as came
      from plugin_warehouse.balances b join plugin_warehouse.stock_values v on v.product_id = b.product_id and v.tracking = 'none'
      union all
      select b.product_id, b.location_id, b.lot_id, b.on_hand - b.reserved, t.expires, t.created_at
      from plugin_warehouse.lot_balances b join plugin_warehouse.stock_lots t on t.id = b.lot_id) x
    join plugin_warehouse.stock_locations l on l.id = x.location_id
    where x.product_id = any($1::uuid[]) and x.free > 0 and ($2::uuid is null or x.location_id = $2) and l.deleted_at is null
    order by x.expires nulls last, x.came, l.name, l.id, x.lot_id`;
  const rows = await trx.query<Omit<Free, "expired"> & { readonly expired: boolean | null }>({
    text,
    values: [products, location ?? null],
  });
  return rows.map((row) => ({ ...row, expired: row.expired === true }));
}

async function write(trx: Transaction, kept: readonly Free[], { deal, document, by, days }: Keeping): Promise<void> {
  if (kept.length === 0) return;
  const rows = kept.map(({ product, location, lot, free }) => ({
    id: newId(),
    product,
    location,
    lot,
    quantity: free,
  }));
  const text = `with r as (select * from jsonb_to_recordset($1::jsonb) as r(id uuid, product uuid, location uuid, lot uuid, quantity numeric)),
      kept as (insert into plugin_warehouse.reservations
          (id, product_id, location_id, lot_id, quantity, deal_id, document_id, made_by, until)
        select id, product, location, lot, quantity, $2::uuid, $3::uuid, $4, now() + make_interval(days => $5::int) from r),
      lots as (update plugin_warehouse.lot_balances b set reserved = b.reserved + s.quantity
        from (select lot, location, sum(quantity) as quantity from r where lot is not null group by 1, 2) s
        where b.lot_id = s.lot and b.location_id = s.location)
    update plugin_warehouse.balances b set reserved = b.reserved + s.quantity
    from (select product, location, sum(quantity) as quantity from r group by 1, 2) s
    where b.product_id = s.product and b.location_id = s.location`;
  await trx.query({ text, values: [JSON.stringify(rows), deal, document, by, days] });
}

/** Whose reservations end: a document's, those of deals, all or of one product, or those whose time is up, all or of a deal. */
export type Ending =
  | { readonly document: string }
  | { readonly deals: readonly string[]; readonly product?: string }
  | { readonly over: true; readonly deal?: string };

/** What is not kept any more. */
export interface Gone {
  readonly product: string;
  readonly until: Date | null;
}

/** Locks these products and all that are kept for a document or a deal, at once and in their order, so that nobody waits in a circle. */
export async function lockWithKept(
  trx: Transaction,
  products: readonly string[],
  { document, deal }: { readonly document?: string | null; readonly deal?: string | null },
): Promise<void> {
  const text = `select distinct product_id as product from plugin_warehouse.reservations where document_id = $1 or deal_id = $2`;
  const kept = await trx.query<{ product: string }>({ text, values: [document ?? null, deal ?? null] });
  await lockProducts(trx, [...new Set([...products, ...kept.map(({ product }) => product)])]);
}

/** Lets go of what was kept, and answers what that was. */
export async function letGo(trx: Transaction, ending: Ending): Promise<readonly Gone[]> {
  const [where, values] = conditionOf(ending);
  const asked = `select distinct product_id as product from plugin_warehouse.reservations where ${where}`;
  const products = (await trx.query<{ product: string }>({ text: asked, values })).map(({ product }) => product);
  if (products.length === 0) return [];
  await lockProducts(trx, products);
  const text = `with gone as (delete from plugin_warehouse.reservations where ${where} returning product_id, location_id, lot_id, quantity, until),
      sums as (select product_id, location_id, sum(quantity) as quantity from gone group by 1, 2),
      freed as (update plugin_warehouse.balances b set reserved = b.reserved - s.quantity from sums s
        where b.product_id = s.product_id and b.location_id = s.location_id),
      lots as (update plugin_warehouse.lot_balances b set reserved = b.reserved - s.quantity
        from (select lot_id, location_id, sum(quantity) as quantity from gone where lot_id is not null group by 1, 2) s
        where b.lot_id = s.lot_id and b.location_id = s.location_id)
    select product_id as product, until from gone`;
  return await trx.query<Gone & object>({ text, values });
}

/**
 * Lets go of as much of what is kept for a deal as leaves now, and keeps the rest for it: first the lots that are named, then what
 * lies where it leaves from, of lots those that end first. The products are locked.
 */
export async function handOver(
  trx: Transaction,
  deal: string,
  { wanted, location }: { readonly wanted: readonly Wanted[]; readonly location: string },
): Promise<void> {
  const text = `with w as (select product, sum(quantity) as quantity, array_agg(lot) as lots
        from jsonb_to_recordset($2::jsonb) as x(product uuid, quantity numeric, lot uuid) group by 1),
      r as (select r.*, w.quantity as wanted, sum(r.quantity) over (partition by r.product_id
          order by coalesce(r.lot_id = any(w.lots), false) desc, (r.location_id = $3) desc, t.expires nulls last, t.created_at, r.until, r.id)
          - r.quantity as before
        from plugin_warehouse.reservations r join w on w.product = r.product_id left join plugin_warehouse.stock_lots t on t.id = r.lot_id
        where r.deal_id = $1 and r.document_id is null),
      goes as (select id, product_id, location_id, lot_id, quantity, least(quantity, wanted - before) as part from r where before < wanted),
      gone as (delete from plugin_warehouse.reservations x using goes g where x.id = g.id and g.part = g.quantity),
      less as (update plugin_warehouse.reservations x set quantity = x.quantity - g.part from goes g where x.id = g.id and g.part < g.quantity),
      lots as (update plugin_warehouse.lot_balances b set reserved = b.reserved - s.part
        from (select lot_id, location_id, sum(part) as part from goes where lot_id is not null group by 1, 2) s
        where b.lot_id = s.lot_id and b.location_id = s.location_id)
    update plugin_warehouse.balances b set reserved = b.reserved - s.part
    from (select product_id, location_id, sum(part) as part from goes group by 1, 2) s
    where b.product_id = s.product_id and b.location_id = s.location_id`;
  await trx.query({ text, values: [deal, JSON.stringify(wanted), location] });
}

function conditionOf(ending: Ending): [where: string, values: readonly unknown[]] {
  if ("document" in ending) return ["document_id = $1", [ending.document]];
  if ("deals" in ending) {
    const where = "deal_id = any($1::uuid[]) and document_id is null and ($2::uuid is null or product_id = $2)";
    return [where, [ending.deals, ending.product ?? null]];
  }
  if (ending.deal !== undefined) return ["until < now() and deal_id = $1 and document_id is null", [ending.deal]];
  return ["until < now()", []];
}
