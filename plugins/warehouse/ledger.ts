// The ledger of stock: each move takes from one place and gives to another. All of a document is posted, or nothing.
import { Invalid, type Problem, type Transaction } from "trellis/sdk";
import { exact } from "../products/api.ts";
import { sinceNothing } from "./anew.ts";
import { book, type Layer, type Method, type Standing, type Valued } from "./costing.ts";
import {
  type BalanceRow,
  insertMoves,
  layersFor,
  lockProducts,
  type MoveRow,
  movesOf,
  shift,
  type StandingRow,
  writeLayers,
  writeStandings,
  writeValues,
} from "./ledger-sql.ts";
import { moveLots, refuseUntold } from "./lot-ledger.ts";
import { direction, isOurs } from "./places.ts";
import { problem } from "./problem.ts";

/** Goods that go from one place to another. */
export interface Movement {
  readonly line: string | null;
  readonly product: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: string;
  /** What one cost, if the document says so. */
  readonly cost: string | null;
  /** Of what is tracked: which lot or serial it is. */
  readonly lot: string | null;
  readonly reverses?: string | null;
  /** Nothing moves: each of what is there is worth `cost` from now on. */
  readonly revalues?: boolean;
}

/** How a product is valued, and what happens when more leaves than is there. */
export interface Policy {
  readonly method: Method;
  readonly negative: "forbid" | "allow";
  /** What the product says, whoever posts. */
  readonly says: string;
}

export interface Posting {
  readonly document: string;
  /** When it happened; before the last move of a product, that product is worked out anew. */
  readonly at: string;
  readonly by: string;
  readonly movements: readonly Movement[];
  policyOf(product: string): Policy;
}

/** What a late document changes of what was believed before, by product. */
export interface Correction {
  readonly product: string;
  readonly costOfGoods: string;
}

/** Writes moves, values and balances. Invalid where something would be taken that is not there, or is kept for somebody. */
export async function post(trx: Transaction, posting: Posting): Promise<readonly Correction[]> {
  const moves = rowsOf(posting);
  const products = [...new Set(moves.map(({ product }) => product))];
  const standing = await lockProducts(trx, products);
  refuseWorthOfNothing(moves, standing, posting);
  const moved = moves.filter(({ goes }) => goes !== "worth");
  refuseUntold(moved, standing);
  const ids = await insertMoves(trx, moves, posting);
  refuseMissing(await shift(trx, moved), posting);
  await moveLots(trx, moved, standing);
  const late = new Set(
    standing
      .filter(({ last }) => last !== null && Date.parse(last) > Date.parse(posting.at))
      .map(({ product }) => product),
  );
  await bookOnTop(trx, { posting, moves, ids, standing: standing.filter(({ product }) => !late.has(product)) });
  const corrections: Correction[] = [];
  for (const product of late) corrections.push(await bookAnew(trx, posting, product));
  return corrections;
}

const rowsOf = ({ document, movements }: Posting): readonly MoveRow[] =>
  movements.map(({ reverses = null, revalues = false, ...move }, position) => ({
    ...move,
    document,
    position,
    reverses,
    goes: revalues ? "worth" : direction(move.from, move.to),
  }));

/** Only a standard can be set before there is anything that it could be the worth of. */
function refuseWorthOfNothing(moves: readonly MoveRow[], standing: readonly StandingRow[], posting: Posting): void {
  const there = new Set(standing.filter(({ quantity }) => exact(quantity).gt(0)).map(({ product }) => product));
  const wrong = moves.filter(
    ({ goes, product }) => goes === "worth" && !there.has(product) && posting.policyOf(product).method !== "standard",
  );
  if (wrong.length === 0) return;
  throw new Invalid(
    wrong.map(({ line, product }) => ({
      ...problem("product", "nothing_to_value"),
      pointer: `/lines/${line ?? product}`,
    })),
  );
}

/** With what is kept for others still there, if the product may not be missing where something is taken. */
function refuseMissing(balances: readonly BalanceRow[], { policyOf, movements }: Posting): void {
  const missing = balances.filter(
    ({ product, location, onHand, reserved }) =>
      isOurs(location) &&
      exact(onHand).lt(reserved) &&
      policyOf(product).negative === "forbid" &&
      movements.some((move) => move.product === product && move.from === location),
  );
  const problems: Problem[] = missing.map(({ product, location, onHand, reserved }) => {
    const line = movements.find((move) => move.product === product && move.from === location)?.line;
    const short = exact(reserved).minus(onHand).toFixed();
    return { ...problem("quantity", "not_there", { short }), pointer: `/lines/${line ?? product}` };
  });
  if (problems.length > 0) throw new Invalid(problems);
}

interface OnTop {
  readonly posting: Posting;
  readonly moves: readonly MoveRow[];
  readonly ids: readonly string[];
  readonly standing: readonly StandingRow[];
}

/** Counts on from where each product stands. */
async function bookOnTop(trx: Transaction, { posting, moves, ids, standing }: OnTop): Promise<void> {
  if (standing.length === 0) return;
  const taken = new Map(standing.map((row) => [row.product, takenOf(moves, row)]));
  const layers = await layersFor(
    trx,
    taken,
    moves.flatMap(({ reverses }) => reverses ?? []),
  );
  const gone = [...layers.values()].flat().map(({ move }) => move);
  const now = new Map(standing.map((row) => [row.product, standingOf(row, layers.get(row.product) ?? [])]));
  const values = moves.flatMap((move, at): Valued[] => {
    const stands = now.get(move.product);
    return stands
      ? [book(stands, toValue(move, ids[at] as string, posting.at), posting.policyOf(move.product).method)]
      : [];
  });
  await writeAll(trx, { now, values, gone, posting });
}

const toValue = ({ goes, quantity, cost, reverses }: MoveRow, id: string, at: string) => ({
  id,
  at,
  goes,
  reverses,
  quantity: exact(quantity),
  cost: cost === null ? undefined : exact(cost),
});

/** How many of the oldest a document is about: those that leave, or all where they get another worth. */
function takenOf(moves: readonly MoveRow[], { product, quantity }: StandingRow): string {
  const own = moves.filter((move) => move.product === product);
  if (own.some(({ goes }) => goes === "worth")) return quantity;
  const leaving = own.filter(({ goes }) => goes === "out");
  return leaving.reduce((sum, move) => sum.plus(move.quantity), exact(0)).toFixed();
}

const standingOf = ({ quantity, value, cost }: StandingRow, layers: Layer[]): Standing => ({
  quantity: exact(quantity),
  value: exact(value),
  lastCost: exact(cost),
  layers,
});

/** In the order of what happened, from when nothing was left the last time: the same whatever was posted when. */
async function bookAnew(trx: Transaction, posting: Posting, product: string): Promise<Correction> {
  const before = await costOfGoods(trx, product);
  const { method } = posting.policyOf(product);
  const { stands, rest } = sinceNothing(await movesOf(trx, product), { at: posting.at, method });
  const values = rest.map((move) => book(stands, move, method));
  const old = "select move_id::text as move from plugin_warehouse.layers where product_id = $1";
  const gone = (await trx.query<{ move: string }>({ text: old, values: [product] })).map(({ move }) => move);
  await writeAll(trx, { now: new Map([[product, stands]]), values, gone, posting });
  const after = await costOfGoods(trx, product);
  return { product, costOfGoods: exact(after).minus(before).toFixed(2) };
}

/** What all that left is believed to have cost. */
async function costOfGoods(trx: Transaction, product: string): Promise<string> {
  const text = `select (coalesce(sum(v.value) filter (where m.goes = 'out'), 0)
      - coalesce(sum(v.adjustment) filter (where m.goes <> 'worth'), 0))::text as cost
    from plugin_warehouse.moves m join plugin_warehouse.move_values v on v.move_id = m.id where m.product_id = $1`;
  const [row] = await trx.query<{ cost: string }>({ text, values: [product] });
  return row?.cost ?? "0";
}

interface Booked {
  readonly now: ReadonlyMap<string, Standing>;
  readonly values: readonly Valued[];
  readonly gone: readonly string[];
  readonly posting: Posting;
}

async function writeAll(trx: Transaction, { now, values, gone, posting }: Booked): Promise<void> {
  await writeValues(trx, values);
  const left = [...now].flatMap(([product, { layers }]) => layers.map((layer) => ({ ...layer, product })));
  await writeLayers(trx, gone, left);
  const standings = [...now].map(([product, { quantity, value, lastCost }]) => ({
    product,
    quantity: quantity.toFixed(),
    value: value.toFixed(),
    cost: lastCost.toFixed(6),
    last: posting.at,
    method: posting.policyOf(product).method,
    negative: posting.policyOf(product).says,
  }));
  await writeStandings(trx, standings);
}
