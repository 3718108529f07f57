// Units: how finely each can be divided, and which are made of which. Nothing is rounded to fit.
import { type Draft, type HookContext, type Problem, problemAt } from "trellis/sdk";
import type { Big } from "big.js";
import type { UnitFacts } from "./catalogue.ts";
import { exact } from "./exact.ts";
import { problem } from "./problem.ts";

/** What is wrong with a quantity of a unit; nothing for a blank one. */
export function quantityProblems(path: string, quantity: unknown, unit: UnitFacts | undefined): Problem[] {
  if (!unit || quantity === null || quantity === undefined) return [];
  const value = exact(quantity).toFixed();
  const places = value.split(".")[1]?.length ?? 0;
  return places > unit.decimals ? [problemAt(path, "too_many_decimals", { decimals: unit.decimals, value })] : [];
}

/** Pieces of what is counted in boxes have to fill them: nobody keeps or ships a third of a box. */
export function remainderProblems(quantity: unknown, unit: UnitFacts, own: UnitFacts): Problem[] {
  if (quantity === null || quantity === undefined) return [];
  const pieces = exact(quantity).times(unit.factor);
  const whole = pieces.div(own.factor).round(own.decimals, 0);
  const rest = pieces.minus(whole.times(own.factor)).div(unit.factor);
  return rest.eq(0) ? [] : [problem("quantity", "odd_remainder", { rest: rest.toFixed(), whole: whole.toFixed() })];
}

/** How many of `to` one of `from` is; undefined when they have nothing in common, as hours and pieces. */
export const ratioBetween = (from: UnitFacts, to: UnitFacts): Big | undefined =>
  from.root === to.root ? exact(from.factor).div(to.factor) : undefined;

/** A unit is made of so many of another one, which is made of none. */
export async function checkUnit(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const [base, factor] = [draft.get("base"), draft.get("factor")];
  if (base === null) return factor === null ? [] : [problem("base", "unit_needs_base")];
  if (factor === null) return [problem("factor", "unit_needs_factor")];
  const text = `select exists (select from plugin_products.units where id = $1 and base_id is not null)
    or exists (select from plugin_products.units where base_id = $2 and deleted_at is null) as deep`;
  const [row] = await db.query({ text, values: [base, draft.id] });
  return base === draft.id || row?.["deep"] === true ? [problem("base", "unit_too_deep")] : [];
}
