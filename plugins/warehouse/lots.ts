// The lots of a document's lines: found by their numbers, proposed for what leaves, made for what comes.
import { Invalid, type Problem, type Records, type Transaction } from "trellis/sdk";
import { exact } from "../products/api.ts";
import { linesOf, type StockDocument, type StockLine, type Type } from "./document.ts";
import { allot, type FreeLot, freeLots } from "./fefo.ts";
import { keeper } from "./keeper.ts";
import { problem } from "./problem.ts";

/** Proposals are made for what is sent on its way; what is thrown away or counted is known by whoever has it in hand. */
const proposed = new Set<Type>(["shipment", "transfer"]);
/** What may come with a number that was never seen before. */
const coming = new Set<Type>(["receipt", "return", "count"]);

const isTracked = ({ tracking }: StockLine): boolean => tracking !== "none";
const isBlank = (line: StockLine): boolean => isTracked(line) && line.lot === null;

/** The document with a lot for each line that needs one; writes the lines whose lots it proposes. Products are locked. */
export async function proposeLots(trx: Transaction, records: Records, document: StockDocument): Promise<StockDocument> {
  const blank = document.lines.filter(isBlank);
  if (blank.length === 0 || !proposed.has(document.type)) return document;
  const products = [...new Set(blank.map(({ product }) => product))];
  const free = beyondNamed(await freeLots(trx, products, document.location), document);
  for (const line of blank) await writeLots(trx, records, { document, line, free: free.get(line.product) ?? [] });
  return { ...document, lines: await linesOf(trx, document.id) };
}

/** What other lines of the document name already is not proposed a second time. */
function beyondNamed(lots: readonly FreeLot[], { lines }: StockDocument): Map<string, FreeLot[]> {
  const left = lots.map((lot) => {
    const named = lines.filter(({ lotId }) => lotId === lot.lot);
    const free = named.reduce((sum, { quantity }) => sum.minus(quantity), exact(lot.free));
    return { ...lot, free: free.toFixed() };
  });
  return Map.groupBy(left, ({ product }) => product);
}

interface Writing {
  readonly document: StockDocument;
  readonly line: StockLine;
  readonly free: FreeLot[];
}

/** The line takes the first of its lots, lines of their own the others. */
async function writeLots(trx: Transaction, records: Records, { document, line, free }: Writing): Promise<void> {
  const [first, ...more] = allot(line.quantity, free);
  if (!first?.lot) return;
  const input = { lot: first.lot.number, quantity: first.quantity };
  await records.change(keeper, "stock_line", line.id, input, { trx });
  const about = { document: document.id, product: line.product, cost: line.cost, kit: line.kit };
  for (const { lot, quantity } of more)
    await records.create(keeper, "stock_line", { ...about, quantity, lot: lot?.number ?? null }, { trx });
}

/** Invalid where a line says nothing of the lot it has to say. */
export function refuseBlank({ lines }: StockDocument): void {
  refuse(lines, isBlank, "lot_missing");
}

/** True when blank lines are filled in from what there is. */
export const proposesLots = ({ type }: StockDocument): boolean => proposed.has(type);

/** The document with the lots its goods move in: those that come for the first time are made. */
export async function settleLots(trx: Transaction, records: Records, document: StockDocument): Promise<StockDocument> {
  if (!document.lines.some(isTracked)) return document;
  refuseBlank(document);
  const isComing = coming.has(document.type);
  if (!isComing) refuse(document.lines, (line) => isTracked(line) && line.lotId === null, "no_such_lot");
  else for (const line of document.lines.filter(isTracked)) await makeLot(trx, records, line);
  return isComing ? { ...document, lines: await linesOf(trx, document.id) } : document;
}

function refuse(lines: readonly StockLine[], isWrong: (line: StockLine) => boolean, code: string): void {
  const problems: Problem[] = lines
    .filter(isWrong)
    .map(({ id, lot }) => ({ ...problem("lot", code, { lot: lot ?? "" }), pointer: `/lines/${id}/lot` }));
  if (problems.length > 0) throw new Invalid(problems);
}

/** The lot of a line, made where there is none; a day until which it is good is taken over, and never contradicted. */
async function makeLot(trx: Transaction, records: Records, line: StockLine): Promise<void> {
  const { product, lot, expires } = line;
  const text = `select id, expires from plugin_warehouse.stock_lots
    where product_id = $1 and lower(name) = lower($2) and deleted_at is null`;
  const [known] = await trx.query<{ id: string; expires: string | null }>({ text, values: [product, lot] });
  if (!known) await records.create(keeper, "stock_lot", { product, name: lot, expires }, { trx });
  else if (expires !== null && known.expires === null)
    await records.change(keeper, "stock_lot", known.id, { expires }, { trx });
  else if (expires !== null && known.expires !== expires) {
    const values = { lot, expires: known.expires };
    throw new Invalid([{ ...problem("expires", "other_expiry", values), pointer: `/lines/${line.id}/expires` }]);
  }
}
