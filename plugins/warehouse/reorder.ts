// When to order again, and how many. Sources: reorder point = demand of the days until goods come + safety stock, and
// safety = z × standard deviation of a day's demand × √days (the usual textbook model of demand that varies by day).
import type { Big } from "big.js";
import { exact } from "../products/api.ts";

/** How sure one wants to be that nothing runs out meanwhile → z of the normal distribution. */
export const serviceLevels = { "90": 1.28, "95": 1.65, "98": 2.05, "99": 2.33 } as const;

export type ServiceLevel = keyof typeof serviceLevels;

/** Of one product, in its unit. */
export interface Demand {
  /** Sold a day on average, and how much that varies. */
  readonly daily: number;
  readonly deviation: number;
  /** Days from the order until the goods are there. */
  readonly leadDays: number;
}

export interface Wanted {
  /** What is free, and what is on its way, less what is promised. */
  readonly expected: Big;
  /** How many there shall be after an order; undefined: enough for twice the days. */
  readonly target: Big | undefined;
  /** Only so many at a time. */
  readonly pack: Big;
}

export interface Proposal {
  readonly point: Big;
  readonly target: Big;
  /** Zero while more is expected than the reorder point. */
  readonly quantity: Big;
}

/** z × sd × √days, in the product's unit. */
export const safetyStock = ({ deviation, leadDays }: Demand, level: ServiceLevel): number =>
  serviceLevels[level] * deviation * Math.sqrt(leadDays);

/** How many are left when it is time to order. */
export const reorderPoint = (demand: Demand, level: ServiceLevel): number =>
  demand.daily * demand.leadDays + safetyStock(demand, level);

/** How many to order now: up to the target, in whole packs. */
export function propose(demand: Demand, { expected, target, pack }: Wanted, level: ServiceLevel): Proposal {
  const point = exact(reorderPoint(demand, level).toFixed(6));
  const upTo = target ?? point.plus((demand.daily * demand.leadDays).toFixed(6));
  const missing = expected.gt(point) ? exact(0) : upTo.minus(expected);
  const quantity = missing.gt(0) ? missing.div(pack).round(0, 3).times(pack) : exact(0);
  return { point, target: upTo, quantity };
}
