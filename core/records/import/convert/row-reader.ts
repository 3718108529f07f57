// One row of a file → the values of one record, as far as they can be read without looking anything up.
import type { Problem } from "../../../kernel/errors.ts";
import type { Checked } from "../../../kernel/checked.ts";
import type { Field, Reading } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import { columnPlan, type Plan } from "../plan/plan.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import type { StagedRow } from "../staging.ts";
import { type CellReader, cellReader } from "./cell.ts";
import type { Say } from "./options.ts";

/** What was read of a row. */
export interface ReadRow {
  readonly source: StagedRow;
  /** Path → value, ready for the field's own check. */
  readonly values: Map<string, unknown>;
  /** Path → the text a record is named by. */
  readonly named: Map<string, string>;
  readonly externalId: string;
  /** The file's texts by name of the column, for what is made along. */
  readonly cells: Readonly<Record<string, string>>;
  readonly problems: Problem[];
}

export interface RowReading {
  readonly kind: Kind;
  readonly headers: readonly string[];
  readonly profile: readonly ColumnProfile[];
  readonly plan: Plan;
  readonly reading: Reading;
  readonly say: Say;
}

interface Cell {
  readonly at: number;
  readonly header: string;
  readonly path: string;
  /** Absent for names of other records, which are looked up later. */
  readonly read: CellReader | undefined;
  readonly field: Field;
}

const linkTypes = new Set(["reference", "references", "user", "team"]);

/** True for a field whose value is another record or several, named in the file by some text. */
export const isLink = (field: Field): boolean => linkTypes.has(field.type.name);

/** Builds the reader of all rows of an import. Throws nothing about rows: their problems are part of the answer. */
export function rowReader(about: RowReading): (row: StagedRow) => ReadRow {
  const { headers, plan } = about;
  const cells = cellsOf(about);
  const currencies = new Map(currencyColumns(about));
  const external = headers.findIndex((header) => columnPlan(plan, header).to === "externalId");
  const extra = extrasOf(about);
  const wantsCells = extra.length > 0 || Object.keys(plan.createMissing).length > 0;
  return (source) => {
    const row: ReadRow = {
      source,
      values: new Map(),
      named: new Map(),
      problems: [],
      externalId: source.cells[external] ?? "",
      cells: wantsCells ? Object.fromEntries(headers.map((header, at) => [header, source.cells[at] ?? ""])) : {},
    };
    if (source.cells.length > headers.length) row.problems.push(tooManyCells(source, headers));
    for (const cell of cells)
      takeText(row, cell, source.cells[cell.at] ?? "", source.cells[currencies.get(cell.path) ?? -1]);
    for (const { cell, template } of extra) takeText(row, cell, filled(template, row.cells));
    return row;
  };
}

const tooManyCells = ({ cells }: StagedRow, headers: readonly string[]): Problem => ({
  pointer: "",
  code: "too_many_cells",
  message: "problem.too_many_cells",
  values: { cells: cells.length, columns: headers.length },
});

function cellsOf({ kind, headers, profile, plan, reading, say }: RowReading): Cell[] {
  return headers.flatMap((header, at): Cell[] => {
    const column = columnPlan(plan, header);
    const field = column.to === null ? undefined : kind.byPath.get(column.to);
    if (!field || field.readOnly) return [];
    const about = { field, profile: profile[at], plan: column, currency: plan.currency, reading, say };
    return [
      { at, header, path: field.path, read: isLink(field) ? translated(column.values) : cellReader(about), field },
    ];
  });
}

/** Names of records may be spelt otherwise than in the file, too. */
function translated(values: Readonly<Record<string, string>> | undefined): CellReader | undefined {
  const meant = new Map(Object.entries(values ?? {}));
  return meant.size === 0 ? undefined : (text) => ({ ok: true, value: meant.get(text) ?? text });
}

/** Columns that hold the currency of an amount beside them. */
function* currencyColumns({ headers, plan }: RowReading): Generator<[string, number]> {
  for (const [at, header] of headers.entries()) {
    const to = columnPlan(plan, header).to;
    if (to?.endsWith(".currency")) yield [to.slice(0, -".currency".length), at];
  }
}

interface Extra {
  readonly cell: Cell;
  readonly template: string;
}

function extrasOf({ kind, plan, reading, say }: RowReading): Extra[] {
  return Object.entries({ ...plan.fixed, ...plan.compose }).flatMap(([path, template]) => {
    const field = kind.byPath.get(path);
    if (!field || field.readOnly) return [];
    const typed = { to: path, sign: "." } as const;
    const read = isLink(field)
      ? undefined
      : cellReader({ field, profile: undefined, plan: typed, currency: plan.currency, reading, say });
    return [{ cell: { at: -1, header: "", path, read, field }, template }];
  });
}

/** Puts cells into `{column}`; signs that would stand between nothing go. */
export function filled(template: string, cells: Readonly<Record<string, string>>): string {
  const text = template.replace(/\{([^{}]+)\}/g, (_, name: string) =>
    Object.hasOwn(cells, name) ? (cells[name] ?? "") : "",
  );
  if (text === template) return text;
  return text.replace(/\s+/g, " ").replace(/^[\s\-–—·,|/:]+|[\s\-–—·,|/:]+$/g, "");
}

function takeText(row: ReadRow, { path, read, field, header }: Cell, text: string, currency?: string): void {
  if (text === "") return;
  const found: Checked<unknown> = read ? read(text, currency) : { ok: true, value: text };
  if (!found.ok) {
    row.problems.push(
      ...found.problems.map((problem) => ({
        ...problem,
        pointer: pointer(path),
        values: { ...problem.values, column: header },
      })),
    );
  } else if (isLink(field)) {
    if (found.value) row.named.set(path, String(found.value));
  } else if (found.value !== null) row.values.set(path, found.value);
}

export const pointer = (path: string): string => `/${path.replace(/^custom\./, "custom/")}`;

/** The values as the record store takes them. */
export function inputOf(values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const [path, value] of values) {
    if (path.startsWith("custom.")) custom[path.slice(7)] = value;
    else input[path] = value;
  }
  return Object.keys(custom).length > 0 ? { ...input, custom } : input;
}
