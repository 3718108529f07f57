// A product worked out anew: from the last moment at which nothing of it was left. What moved until then may have been valued
// another way, which changes while nothing is there, and belongs to days that are closed; it stays as it is.
import type { Big } from "big.js";
import { exact } from "../products/api.ts";
import { book, type Method, type MoveToValue, nothing, type Standing } from "./costing.ts";

/** A move with what it was worth until now; undefined for one that is only posted. */
export interface Known extends MoveToValue {
  readonly value: Big | undefined;
  readonly adjustment: Big;
}

interface Asked {
  /** Of what is posted: what happened later is worked out in any case. */
  readonly at: string;
  readonly method: Method;
}

/** The product as it stood at that moment, and the moves since; all of them where some was always there. */
export function sinceNothing(
  moves: readonly Known[],
  { at, method }: Asked,
): { readonly stands: Standing; readonly rest: readonly Known[] } {
  const past = moves.slice(0, settledIn(moves, at));
  const stands = nothing();
  const booked = past.map((move) => book(stands, move, method));
  const isSame = past.every(
    ({ value, adjustment }, at) => booked[at]?.value.eq(value ?? 0) && booked[at].adjustment.eq(adjustment),
  );
  if (!isSame) stands.lastCost = lastCostOf(past);
  return { stands, rest: moves.slice(past.length) };
}

/** How many of the moves before a moment leave nothing behind. */
function settledIn(moves: readonly Known[], at: string): number {
  let [left, settled] = [exact(0), 0];
  for (const [index, { at: then, goes, quantity, value }] of moves.entries()) {
    if (value === undefined || Date.parse(then) > Date.parse(at)) break;
    if (goes === "in") left = left.plus(quantity);
    if (goes === "out") left = left.minus(quantity);
    if (left.eq(0)) settled = index + 1;
  }
  return settled;
}

/** What the last one was worth when it came, or was said to be. */
function lastCostOf(past: readonly Known[]): Big {
  const last = past.findLast(({ goes }) => goes === "in" || goes === "worth");
  if (!last) return exact(0);
  if (last.goes === "worth") return last.cost ?? exact(0);
  return (last.value ?? exact(0)).div(last.quantity).round(6, 1);
}
