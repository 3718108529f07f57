// Files of other systems whose columns are known by name: recognised by their marks, and matched without guessing.
import type { Kind } from "../../kind.ts";
import { emptyPlan, type ColumnPlan, type Plan } from "./plan.ts";

export interface ImportPreset {
  readonly id: string;
  readonly kind: string;
  /** What the other system is called, by language. */
  readonly name: { readonly en: string } & Readonly<Partial<Record<string, string>>>;
  /** Columns that all have to be there for the file to be one of these. */
  readonly marks: readonly string[];
  /** Column → path of the field, or `externalId`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Column of a reference → the field it names its record by; the title where nothing is said. */
  readonly by?: Readonly<Record<string, string>>;
  /** Reference paths whose missing records are made, with texts for them made of cells, as in a plan. */
  readonly createMissing?: Plan["createMissing"];
}

/** The preset that knows most of these columns; undefined when the file carries the marks of none. */
export function presetFor(
  presets: readonly ImportPreset[],
  kind: string,
  headers: readonly string[],
): ImportPreset | undefined {
  const there = new Set(headers);
  const known = ({ columns }: ImportPreset): number =>
    Object.keys(columns).filter((header) => there.has(header)).length;
  return presets
    .filter((preset) => preset.kind === kind && preset.marks.every((mark) => there.has(mark)))
    .toSorted((a, b) => known(b) - known(a))[0];
}

/** The proposed plan with what the preset knows better; a field is filled from one column only. */
export function withPreset(plan: Plan, { columns, by = {}, createMissing = {} }: ImportPreset, kind: Kind): Plan {
  const known = Object.entries(columns).filter(
    ([header, path]) => Object.hasOwn(plan.columns, header) && (path === "externalId" || isOpen(kind, path)),
  );
  const taken = new Set(known.map(([, path]) => path));
  const others = Object.entries(plan.columns).map(([header, column]): [string, ColumnPlan] => [
    header,
    column.to !== null && taken.has(column.to) ? { to: null } : column,
  ]);
  const given = known.map(([header, to]): [string, ColumnPlan] => {
    const proposed = plan.columns[header];
    const named = by[header] === undefined ? {} : { by: by[header] };
    return [header, { ...(proposed?.to === to ? proposed : { to }), ...named }];
  });
  const match = plan.match ?? (taken.has("externalId") ? "externalId" : emptyPlan.match);
  const made = { ...plan.createMissing, ...ofThere(createMissing, plan) };
  return { ...plan, match, columns: Object.fromEntries([...others, ...given]), createMissing: made };
}

/** Without the texts that are made of columns which this file does not have. */
function ofThere(createMissing: Plan["createMissing"], { columns }: Plan): Plan["createMissing"] {
  const isThere = ([, text]: readonly [string, string]): boolean =>
    [...text.matchAll(/\{([^}]+)\}/g)].every(([, header = ""]) => Object.hasOwn(columns, header));
  return Object.fromEntries(
    Object.entries(createMissing).map(([path, texts]) => [
      path,
      Object.fromEntries(Object.entries(texts).filter(isThere)),
    ]),
  );
}

const isOpen = ({ byPath }: Kind, path: string): boolean => byPath.get(path)?.readOnly === false;
