// What is kept, product by product, for which deal or document, the first to end first; and whose deals and documents are somebody's to see.
import { type Actor, type Database, isId, may, type Queryable, type Records } from "trellis/sdk";
import { documentNumber, namesOf, saidOf } from "./names.ts";

/** Of one product for one deal or document, in the product's unit, wherever it lies. */
interface Row {
  readonly product: string;
  readonly quantity: string;
  readonly deal: string | null;
  readonly document: string | null;
  readonly by: string;
  readonly since: string;
  /** Null: for as long as the document stands. */
  readonly until: string | null;
  readonly endsSoon: boolean;
}

/** As this person may know it: nothing is said of a deal or document that is not theirs to see, nor who kept goods for it. */
export interface Kept extends Omit<Row, "by"> {
  readonly for: "deal" | "document";
  readonly by: string | null;
}

export interface Names {
  readonly products: ReadonlyMap<string, string>;
  readonly deals: ReadonlyMap<string, string>;
  readonly documents: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, string>;
}

export interface Asked {
  readonly soon: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** So long before its end a reservation is about to end. */
export const SOON = "interval '1 day'";

const rowsSql = `select product_id as product, trim_scale(sum(quantity))::text as quantity, deal_id as deal, document_id as document,
    made_by as by, made_at as since, until, coalesce(until < now() + ${SOON}, false) as "endsSoon"
  from plugin_warehouse.reservations where not $1::boolean or until < now() + ${SOON}
  group by product_id, deal_id, document_id, made_by, made_at, until
  order by until nulls last, made_at, product_id, deal_id, document_id limit $2 offset $3`;

async function rowsOf(db: Queryable, { soon, limit, offset }: Asked): Promise<readonly Row[]> {
  return await db.query<Row & object>({ text: rowsSql, values: [soon, limit, offset] });
}

/** A page of what is kept of products that this person may see, with what everything is called. */
export async function keptFor(
  { db, records }: { readonly db: Database; readonly records: Records },
  actor: Actor,
  asked: Asked,
): Promise<{ readonly lines: readonly Kept[]; readonly names: Names; readonly hasMore: boolean }> {
  const found = await rowsOf(db, { ...asked, limit: asked.limit + 1 });
  const rows = found.slice(0, asked.limit);
  const names = await namesIn(records, actor, rows);
  const lines = rows.filter(({ product }) => names.products.has(product)).map((row) => asSeen(row, names));
  return { lines, names, hasMore: found.length > asked.limit };
}

function asSeen(row: Row, { deals, documents }: Names): Kept {
  const kept = { ...row, for: row.document === null ? ("deal" as const) : ("document" as const) };
  const isTheirs = row.document === null ? deals.has(row.deal ?? "") : documents.has(row.document);
  return isTheirs ? kept : { ...kept, deal: null, document: null, by: null };
}

async function namesIn(records: Records, actor: Actor, rows: readonly Row[]): Promise<Names> {
  const said = async (right: string, kind: string, field: string, all: readonly (string | null)[]) => {
    const ids = [...new Set(all)].filter(isId);
    return may(actor, right) ? await saidOf(records, actor, { kind, field, ids }) : new Map<string, string>();
  };
  const of = (part: "deal" | "document" | "by") => rows.map((row) => row[part]);
  const numbers = await said("stock-documents.read", "stock_document", "number", of("document"));
  return {
    products: await namesOf(records, actor, rows),
    deals: await said("deals.read", "deal", "name", of("deal")),
    documents: new Map([...numbers].map(([id, number]) => [id, documentNumber(number)])),
    people: await said("users.read", "user", "name", of("by")),
  };
}
