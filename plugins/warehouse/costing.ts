// What goods are worth as they come and go: average, first in first out, or a standard that somebody sets. Pure, so that what is posted today and what is
// worked out anew after a late document cannot differ.
import type { Big } from "big.js";
import { exact } from "../products/api.ts";

export type Method = "average" | "fifo" | "standard";

/** Goods that came together and of which some are left. */
export interface Layer {
  readonly move: string;
  readonly at: string;
  quantity: Big;
  value: Big;
}

/** A product's stock as far as it has been counted up. */
export interface Standing {
  /** Below zero when more left than had come. */
  quantity: Big;
  value: Big;
  /** What the last one that came cost, or what one is said to be worth. */
  lastCost: Big;
  /** The oldest first. */
  readonly layers: Layer[];
}

/** Into our stock, out of it, within it, or only to another worth. */
export type Goes = "in" | "out" | "within" | "worth";

export interface MoveToValue {
  readonly id: string;
  readonly at: string;
  readonly goes: Goes;
  readonly quantity: Big;
  readonly cost: Big | undefined;
  /** What it takes back: goods that came leave at what they came with. */
  readonly reverses?: string | null;
}

export interface Valued {
  readonly id: string;
  readonly value: Big;
  readonly adjustment: Big;
  readonly provisional: boolean;
}

const zero = exact(0);
/** Values have four digits, rounded half away from zero. */
const rounded = (value: Big): Big => value.round(4, 1);

export const nothing = (): Standing => ({ quantity: zero, value: zero, lastCost: zero, layers: [] });

/** Takes a move into account and says what it was worth. */
export function book(standing: Standing, move: MoveToValue, method: Method): Valued {
  if (move.goes === "in") return bookIn(standing, move, method);
  if (move.goes === "out") return bookOut(standing, move, method);
  if (move.goes === "worth") return bookWorth(standing, move);
  return { id: move.id, value: zero, adjustment: zero, provisional: false };
}

/** Of part of something: exactly all of it when all of it goes, so that no fraction of a cent is left behind. */
const partOf = (value: Big, part: Big, whole: Big): Big =>
  part.eq(whole) ? value : rounded(value.times(part).div(whole));

/** What one is worth that comes without a price: what those are worth that stand there, or what the last one cost. */
const usualCost = ({ quantity, value, lastCost }: Standing): Big => (quantity.gt(0) ? value.div(quantity) : lastCost);

/** Under a standard all that comes is worth that; before there is one, what the first one cost becomes it. */
function costOf(standing: Standing, cost: Big | undefined, method: Method): Big {
  if (method === "standard" && standing.lastCost.gt(0)) return standing.lastCost;
  return cost ?? usualCost(standing);
}

function bookIn(standing: Standing, { id, at, quantity, cost }: MoveToValue, method: Method): Valued {
  const one = costOf(standing, cost, method);
  const value = rounded(quantity.times(one));
  const missing = standing.quantity.lt(0) ? standing.quantity.times(-1) : zero;
  const covered = missing.lt(quantity) ? missing : quantity;
  // Those had left at a provisional value; now it is known what they cost.
  const believed = missing.gt(0) ? partOf(standing.value.times(-1), covered, missing) : zero;
  const real = covered.gt(0) ? partOf(value, covered, quantity) : zero;
  const adjustment = believed.minus(real);
  const left = quantity.minus(covered);
  if (left.gt(0)) standing.layers.push({ move: id, at, quantity: left, value: value.minus(real) });
  standing.quantity = standing.quantity.plus(quantity);
  standing.value = standing.value.plus(value).plus(adjustment);
  standing.lastCost = one.round(6, 1);
  return { id, value, adjustment, provisional: false };
}

function bookOut(standing: Standing, move: MoveToValue, method: Method): Valued {
  const { id, quantity, reverses } = move;
  const there = standing.quantity.gt(0) ? standing.quantity : zero;
  const have = there.lt(quantity) ? there : quantity;
  const missing = quantity.minus(have);
  const byLayers = takeLayers(standing.layers, have, reverses);
  const average = have.gt(0) ? averageOf(standing.value, move, { have, there }) : zero;
  const value = (method === "average" ? average : byLayers).plus(rounded(missing.times(standing.lastCost)));
  standing.quantity = standing.quantity.minus(quantity);
  standing.value = standing.value.minus(value);
  return { id, value, adjustment: zero, provisional: missing.gt(0) };
}

/** What is taken back takes its own worth along, unless less than that is there or nothing would be left to have the rest. */
function averageOf(value: Big, { cost, reverses }: MoveToValue, { have, there }: { have: Big; there: Big }): Big {
  const own = reverses && cost && have.lt(there) ? rounded(have.times(cost)) : undefined;
  return own?.lte(value) ? own : partOf(value, have, there);
}

/** All that is there is worth so much each from now on, whatever it had cost. */
function bookWorth(standing: Standing, { id, cost = standing.lastCost }: MoveToValue): Valued {
  const before = standing.value;
  standing.value = rounded(standing.quantity.times(cost));
  standing.lastCost = cost;
  let left = standing.value;
  for (const [at, layer] of standing.layers.entries()) {
    // The last one takes what rounding left over: layers and stock are worth the same to the last digit.
    layer.value = at === standing.layers.length - 1 ? left : rounded(layer.quantity.times(cost));
    left = left.minus(layer.value);
  }
  return { id, value: zero, adjustment: standing.value.minus(before), provisional: false };
}

/** Takes so many of those that are taken back, and then of the oldest; says what they had cost. */
function takeLayers(layers: Layer[], wanted: Big, first: string | null | undefined): Big {
  let [left, value] = [wanted, zero];
  while (left.gt(0)) {
    const next = layers.find(({ move }) => move === first) ?? layers[0];
    if (!next) throw new Error("layers and stock differ");
    const taken = next.quantity.lt(left) ? next.quantity : left;
    const worth = partOf(next.value, taken, next.quantity);
    left = left.minus(taken);
    value = value.plus(worth);
    next.quantity = next.quantity.minus(taken);
    next.value = next.value.minus(worth);
    if (next.quantity.eq(0)) layers.splice(layers.indexOf(next), 1);
  }
  return value;
}
