// What a computed field rests on, in one text: while it stays the same, what is kept is right.
import { renamed } from "../expressions/names.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { formulaIn, formulasOf } from "./formulas.ts";
import { rollupIn, watchedBy } from "./rollups.ts";

/** By the first column of each computed field; names of fields do not count, their columns do. */
export function signaturesOf(kinds: Kinds, kind: Kind): Readonly<Record<string, string>> {
  const entries = kind.fields.flatMap((field): [string, string][] => {
    const rests =
      formulaIn(field) === undefined
        ? rollupText(kinds, field, kind.restingRollups.includes(field))
        : formulaText(kind, field);
    const { "x-type": type, "x-decimals": decimals } = field.schema;
    return rests === undefined ? [] : [[field.columns[0] ?? field.path, JSON.stringify([rests, type, decimals])]];
  });
  return Object.fromEntries(entries);
}

function formulaText(kind: Kind, field: Field): string {
  const formula = formulasOf(kind).find((one) => one.field.path === field.path);
  if (!formula?.expression) return formula?.broken ?? "";
  const { source, uses } = formula.expression;
  return [...uses].reduce((text, path) => renamed(text, path, columnsOf(kind, path)), source);
}

const columnsOf = (kind: Kind, path: string): string => {
  const field = kind.byPath.get(path);
  return field ? `${field.type.name}.${field.columns.join(".")}` : path;
};

function rollupText(kinds: Kinds, field: Field, rests: boolean): string | undefined {
  const rollup = rollupIn(field);
  const child = rollup && kinds.find(rollup.kind);
  if (!rollup) return undefined;
  const used = child ? watchedBy(rollup).map((path) => columnsOf(child, path)) : [];
  const filter = rollup.filter ? JSON.stringify(rollup.filter) : null;
  return JSON.stringify([rollup.kind, rollup.how, used, filter, ...(rests ? ["rests"] : [])]);
}
