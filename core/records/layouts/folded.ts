// Sections that a layout shows only under a condition. A layout hides nothing for good: what stands in them is kept, and what
// is needed and blank is shown all the same.
import { compile } from "../expressions/compile.ts";
import type { Facts } from "../expressions/expression.ts";
import { conditionScope, isEmpty } from "../expressions/kind-scope.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { layoutFor } from "./arrange.ts";

type Who = Parameters<typeof layoutFor>[1];

/** True when some section of this person's layout asks something. */
export const hasConditions = (kind: Kind, who: Who): boolean =>
  layoutFor(kind, who)?.sections.some(({ when }) => when) ?? false;

/** Fields of sections that are not shown now; `kind` as rules leave it for the record. */
export function foldedFields(kind: Kind, who: Who, facts: Facts): readonly Field[] {
  return (layoutFor(kind, who)?.sections ?? []).flatMap(({ when, fields }) => {
    if (!when || !isFalse(when, kind, facts)) return [];
    const placed = fields.flatMap(({ path }) => kind.byPath.get(path) ?? []);
    return placed.filter(({ path, required }) => !(required && isEmpty(facts.get(path))));
  });
}

/** What cannot be read any more, looks at what this person may not see, or cannot be worked out, folds nothing away. */
function isFalse(when: string, kind: Kind, facts: Facts): boolean {
  const read = compile(when, conditionScope(kind));
  if (!read.ok) return false;
  const outcome = read.expression.run(facts);
  return outcome.ok && outcome.value === false;
}

/** Paths that the conditions of this person's layout look at. */
export function askedBySections(kind: Kind, who: Who): readonly string[] {
  return (layoutFor(kind, who)?.sections ?? []).flatMap(({ when }) => {
    const read = when ? compile(when, conditionScope(kind)) : undefined;
    return read?.ok ? [...read.expression.uses] : [];
  });
}
