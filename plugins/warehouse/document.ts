// A document of the warehouse and its lines as the database has them, and the moves that follow from it.
import type { Queryable } from "trellis/sdk";
import { exact } from "../products/api.ts";
import type { Movement } from "./ledger.ts";
import type { Tracking } from "./ledger-sql.ts";
import { outside } from "./places.ts";

export type Type = "receipt" | "shipment" | "transfer" | "write_off" | "return" | "count" | "revaluation";
export type State = "draft" | "confirmed" | "counting" | "sent" | "done" | "cancelled";

export interface StockDocument {
  readonly id: string;
  readonly version: number;
  readonly type: Type;
  readonly state: State;
  readonly location: string;
  readonly toLocation: string | null;
  readonly deal: string | null;
  readonly company: string | null;
  readonly day: string | null;
  /** Of a count: who counts does not see how many there should be. */
  readonly blind: boolean;
  readonly lines: readonly StockLine[];
}

export interface StockLine {
  readonly id: string;
  readonly product: string;
  readonly quantity: string;
  readonly cost: string | null;
  /** What was there when a count began. */
  readonly expected: string | null;
  readonly tracking: Tracking;
  /** The number of the lot or serial as it was typed. */
  readonly lot: string | null;
  /** Until when what comes is good. */
  readonly expires: string | null;
  /** The lot that goes by the number; null where there is none yet. */
  readonly lotId: string | null;
  /** The kit that it is for. */
  readonly kit: string | null;
}

/** The document, locked until the transaction ends, with its lines in their order. */
export async function lockDocument(trx: Queryable, id: string): Promise<StockDocument | undefined> {
  const text = `select id, version, type, state, location_id as location, to_location_id as "toLocation", deal_id as deal,
      company_id as company, day, coalesce(blind, false) as blind
    from plugin_warehouse.stock_documents where id = $1 and deleted_at is null for update`;
  const [document] = await trx.query<Omit<StockDocument, "lines">>({ text, values: [id] });
  return document && { ...document, lines: await linesOf(trx, id) };
}

export async function linesOf(db: Queryable, document: string): Promise<readonly StockLine[]> {
  const text = `select l.id, l.product_id as product, l.quantity::text, l.cost::text, coalesce(l.expected, b.expected)::text as expected, l.lot, l.expires,
      coalesce(v.tracking, 'none') as tracking, t.id as "lotId", l.kit_id as kit
    from plugin_warehouse.stock_lines l
    left join plugin_warehouse.stock_values v on v.product_id = l.product_id
    left join plugin_warehouse.stock_lots t
      on t.product_id = l.product_id and lower(t.name) = lower(l.lot) and t.deleted_at is null
    left join plugin_warehouse.blind_counts b on b.line_id = l.id
    where l.document_id = $1 and l.deleted_at is null order by l.created_at, l.id`;
  return await db.query<StockLine & object>({ text, values: [document] });
}

/** The products on the lines of a document. */
export async function productsOf(db: Queryable, document: string): Promise<readonly string[]> {
  const text = `select distinct product_id as product from plugin_warehouse.stock_lines
    where document_id = $1 and deleted_at is null`;
  return (await db.query<{ product: string }>({ text, values: [document] })).map(({ product }) => product);
}

/** From where to where the goods of a document go now; those of a transfer that was sent go on to where they arrive. */
export function movementsOf(document: StockDocument): readonly Movement[] {
  if (document.type === "count") return document.lines.flatMap((line) => counted(document, line));
  if (document.type === "revaluation") return document.lines.map((line) => revalued(document, line));
  const { from, to } = wayOf(document);
  return document.lines.map(({ id, product, quantity, cost, lotId }) => ({
    line: id,
    product,
    from,
    to,
    quantity,
    cost,
    lot: lotId,
  }));
}

function wayOf({ type, state, location, toLocation }: StockDocument): { readonly from: string; readonly to: string } {
  const ways = {
    receipt: { from: outside.supplier, to: location },
    return: { from: outside.customer, to: location },
    shipment: { from: location, to: outside.customer },
    write_off: { from: location, to: outside.loss },
    transfer:
      state === "sent" ? { from: outside.transit, to: toLocation ?? "" } : { from: location, to: outside.transit },
  };
  return ways[type as keyof typeof ways];
}

/** Nothing moves; what is there is worth as much as the line says. */
const revalued = ({ location }: StockDocument, { id, product, cost }: StockLine): Movement => ({
  line: id,
  product,
  from: outside.loss,
  to: location,
  quantity: "0",
  cost,
  lot: null,
  revalues: true,
});

/** What was found beyond what had been there comes from nowhere; what is missing is lost. */
function counted({ location }: StockDocument, { id, product, quantity, expected, lotId }: StockLine): Movement[] {
  const difference = exact(quantity).minus(expected ?? "0");
  if (difference.eq(0)) return [];
  const found = difference.gt(0);
  const [from, to] = found ? [outside.loss, location] : [location, outside.loss];
  return [{ line: id, product, from, to, quantity: difference.abs().toFixed(), cost: null, lot: lotId }];
}
