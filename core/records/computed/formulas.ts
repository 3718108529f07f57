// The formulas of a kind, read once per version of the definitions, in the order in which they can be worked out.
import { compile } from "../expressions/compile.ts";
import type { Expression } from "../expressions/expression.ts";
import { formulaScope } from "../expressions/kind-scope.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";

export interface Formula {
  readonly field: Field;
  /** Undefined when it cannot be worked out at all: a field it uses is gone, or it goes round in a circle. */
  readonly expression: Expression | undefined;
  readonly broken: "formula_broken" | "formula_circle" | undefined;
  /** Paths of money fields it uses: a result in money has their currency. */
  readonly moneys: readonly string[];
}

const known = new WeakMap<Kind, readonly Formula[]>();

export function formulasOf(kind: Kind): readonly Formula[] {
  const found = known.get(kind) ?? inOrder(kind);
  known.set(kind, found);
  return found;
}

/** The source of a field's formula; undefined for other fields. */
export const formulaIn = ({ schema }: Pick<Field, "schema">): string | undefined =>
  typeof schema["x-formula"] === "string" ? schema["x-formula"] : undefined;

/** The formula of one field, read anew; undefined for other fields. */
export const formulaFor = (kind: Kind, field: Field): Formula | undefined =>
  formulaIn(field) === undefined ? undefined : formulaOf(kind, field);

function inOrder(kind: Kind): Formula[] {
  const all = kind.fields.filter((field) => formulaIn(field) !== undefined).map((field) => formulaOf(kind, field));
  const done: Formula[] = [];
  let open = all;
  while (open.length > 0) {
    const ready = open.filter(({ expression }) => !open.some(({ field }) => expression?.uses.has(field.path)));
    if (ready.length === 0)
      return [...done, ...open.map((one) => ({ ...one, expression: undefined, broken: "formula_circle" as const }))];
    done.push(...ready);
    open = open.filter((one) => !ready.includes(one));
  }
  return done;
}

function formulaOf(kind: Kind, field: Field): Formula {
  const read = compile(formulaIn(field) ?? "", formulaScope(kind));
  const expression = read.ok ? read.expression : undefined;
  const uses = [...(expression?.uses ?? [])];
  return {
    field,
    expression,
    broken: expression ? undefined : "formula_broken",
    moneys: uses.filter((path) => kind.byPath.get(path)?.type.name === "money"),
  };
}
