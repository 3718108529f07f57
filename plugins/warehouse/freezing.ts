// When a document takes place, and what stands in its way: a closed period, a count.
import { Invalid, type Transaction } from "trellis/sdk";
import type { StockDocument } from "./document.ts";
import { problem } from "./problem.ts";

/** What is there when a count begins is what the count is held against; of a line that is found later, what is there then. */
export async function freeze(trx: Transaction, { id, location, blind }: StockDocument, line?: string): Promise<void> {
  const text = `with found as (select l.id, coalesce(case when l.lot is null then (
        select b.on_hand from plugin_warehouse.balances b where b.product_id = l.product_id and b.location_id = $2)
      else (
        select b.on_hand from plugin_warehouse.lot_balances b join plugin_warehouse.stock_lots t on t.id = b.lot_id
        where t.product_id = l.product_id and lower(t.name) = lower(l.lot) and t.deleted_at is null and b.location_id = $2) end, 0) as there
    from plugin_warehouse.stock_lines l
    where l.document_id = $1 and l.deleted_at is null and ($3::uuid is null or l.id = $3))
    ${blind ? hidden : shown}`;
  await trx.query({ text, values: [id, location, line ?? null] });
}

const shown = "update plugin_warehouse.stock_lines l set expected = found.there from found where l.id = found.id";
const hidden = "insert into plugin_warehouse.blind_counts (line_id, expected) select id, there from found";

/** Goods that stand on a count twice would be held against the same number twice. */
export function refuseCountedTwice({ lines }: StockDocument): void {
  const seen = new Set<string>();
  const twice = lines.filter(({ product, lot }) => {
    const what = `${product} ${lot?.toLowerCase() ?? ""}`;
    return seen.has(what) || !seen.add(what);
  });
  if (twice.length === 0) return;
  throw new Invalid(twice.map(({ id }) => ({ ...problem("product", "counted_twice"), pointer: `/lines/${id}` })));
}

/** Goods that are being counted stay where they are until the count is done, and no second count begins on them. */
export async function refuseFrozen(
  trx: Transaction,
  { id, lines, location, toLocation }: StockDocument,
): Promise<void> {
  const places = [location, ...(toLocation === null ? [] : [toLocation])];
  const products = lines.map(({ product }) => product);
  const found = await countedElsewhere(trx, { document: id, places, products });
  const line = lines.find(({ product }) => product === found);
  if (line) throw new Invalid([{ ...problem("product", "being_counted"), pointer: `/lines/${line.id}` }]);
}

/** The first of these goods that another count is about to count there. */
export async function countedElsewhere(
  trx: Transaction,
  { document, places, products }: { document: string; places: readonly string[]; products: readonly string[] },
): Promise<string | undefined> {
  const text = `select l.product_id as product from plugin_warehouse.stock_lines l
    join plugin_warehouse.stock_documents d on d.id = l.document_id
    where d.type = 'count' and d.state = 'counting' and d.deleted_at is null and l.deleted_at is null and d.id <> $1
      and d.location_id = any($2::uuid[]) and l.product_id = any($3::uuid[]) limit 1`;
  const [found] = await trx.query<{ product: string }>({ text, values: [document, places, products] });
  return found?.product;
}

/**
 * When it happened: now, or at the end of an earlier day that is not closed yet. Products are locked: who waited for somebody else
 * is later than they are, and not late.
 */
export async function timeOf(trx: Transaction, { day, type, state }: StockDocument): Promise<string> {
  const text = `select to_char(least(clock_timestamp(), ($1::date + 1)::timestamptz - interval '1 second') at time zone 'UTC',
      'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, coalesce(until >= least(coalesce($1::date, current_date), current_date), false) as closed
    from plugin_warehouse.closing for share`;
  // The arrival of a transfer is later than its sending, whatever day the document says.
  const asked = type === "transfer" && state === "sent" ? null : day;
  const [row] = await trx.query<{ at: string; closed: boolean }>({ text, values: [asked] });
  if (!row || row.closed) throw new Invalid([problem("day", "period_closed")]);
  return row.at;
}
