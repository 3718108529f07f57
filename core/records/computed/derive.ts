// Working formulas out: at each write, in the same statement.
import { systemActor } from "../../kernel/actor.ts";
import { isObject } from "../../kernel/json.ts";
import type { Facts } from "../expressions/expression.ts";
import type { Kind } from "../kind.ts";
import { perKind } from "../per-kind.ts";
import type { Draft } from "../record.ts";
import { type Formula, formulaIn, formulasOf } from "./formulas.ts";
import { resultOf } from "./result.ts";
import { rollupIn } from "./rollups.ts";

/** What all formulas of a company share: where days begin, and its currency. */
export interface Company {
  readonly zone: string;
  readonly currency: string;
}

/** A formula's value for a record, or why there is none. */
export interface Worked {
  readonly value: unknown;
  /** Such as `division_by_zero`; the word `records.computed.<reason>` says it. */
  readonly reason?: string;
}

const nobody = systemActor("formula");

/** Sets what formulas say about a draft, where something they use changes; nothing refers to a new record yet. */
export function derive(kind: Kind, draft: Draft, company: Company): void {
  if (!draft.before) for (const field of countedFrom(kind)) draft.set(field.path, 0);
  for (const formula of formulasOf(kind)) {
    if (draft.before && !isTouched(formula, draft)) continue;
    draft.set(formula.field.path, worked(formula, (path) => draft.get(path), company).value);
  }
}

const countedFrom = perKind(({ fields, restingRollups }) =>
  fields.filter((field) => rollupIn(field)?.how === "count" && !restingRollups.includes(field)),
);

const isTouched = ({ expression }: Formula, draft: Draft): boolean =>
  [...(expression?.uses ?? [])].some((path) => draft.touches(path));

/** Works one formula out; never throws. */
export function worked({ field, expression, broken, moneys }: Formula, get: Facts["get"], company: Company): Worked {
  if (!expression) return { value: null, reason: broken ?? "formula_broken" };
  const outcome = expression.run({ get, zone: company.zone, actor: nobody, now: 0 });
  if (!outcome.ok) return { value: null, reason: outcome.reason };
  const currencies = new Set(
    moneys
      .map(get)
      .filter(isObject)
      .map(({ currency }) => String(currency)),
  );
  if (field.schema["x-type"] === "money" && currencies.size > 1) return { value: null, reason: "mixed_currencies" };
  try {
    return { value: resultOf(outcome.value, field.schema, [...currencies][0] ?? company.currency) };
  } catch (error) {
    if (error instanceof RangeError) return { value: null, reason: error.message };
    throw error;
  }
}

const computed = perKind(({ fields }): ReadonlySet<string> => {
  const all = fields.filter((field) => formulaIn(field) !== undefined || rollupIn(field) !== undefined);
  return new Set(all.map(({ path }) => path));
});

/** Values without those that nobody wrote: they have no place in the history, which says what was done. */
export function writtenOnly(kind: Kind, values: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  const unwritten = computed(kind);
  return unwritten.size === 0 ? values : new Map([...values].filter(([path]) => !unwritten.has(path)));
}
