// The columns of an export: what each is called, and the SQL that makes its text. Names come from the kind alone.
import type { Field, Option } from "../fields/field.ts";
import type { Kind, KindsSeen } from "../kind.ts";
import { maskSql } from "../access/mask.ts";
import { columnSql } from "../query/column-sql.ts";
import { known } from "../query/columns.ts";
import { leadsToMany, targetOf, titleSql } from "../query/related.ts";

export interface ExportColumn {
  readonly path: string;
  /** Key of the word over it, or labels by language. */
  readonly label: Option["label"];
  /** Part of a field with several columns, such as the currency of an amount. */
  readonly part: "" | "currency";
  readonly sql: string;
  /** The records whose titles stand in the column. */
  readonly titles: Titles | null;
  /** Cells a spreadsheet may count with. */
  readonly numeric: boolean;
}

/** Records of a kind that a column refers to, under a name of their own in the statement. */
export interface Titles {
  readonly target: Kind;
  readonly alias: string;
  /** SQL of the id that leads there, or of the ids. */
  readonly id: string;
  readonly many: boolean;
}

/** Between titles: they may well have commas in them. */
export const BETWEEN_TITLES = "; ";

const numeric = new Set(["integer", "decimal", "money", "percent", "duration", "rating"]);
const trimmed = new Set(["decimal", "percent", "money"]);

/** Columns of these fields, in the order of the kind; all of them when none are named. */
export function exportColumns(kinds: KindsSeen, kind: Kind, paths?: readonly string[]): ExportColumn[] {
  const fields = paths ? paths.map((path) => known(kind, path)) : [...kind.fields, ...stamps(kind)];
  return fields.flatMap((field, at) => columnsOf(kinds, field, at));
}

const stamps = (kind: Kind): Field[] => ["createdAt", "updatedAt", "id"].flatMap((path) => kind.byPath.get(path) ?? []);

function columnsOf(kinds: KindsSeen, field: Field, at: number): ExportColumn[] {
  const base = {
    path: field.path,
    label: field.schema["x-label"] ?? field.key,
    part: "" as const,
    titles: null,
    numeric: numeric.has(field.type.name),
  };
  const column = columnSql(field, "t");
  const target = field.path === "id" ? undefined : kinds.find(targetOf(field) ?? "");
  if (target) return [{ ...base, ...titleOf({ target, alias: `r${at}`, id: column, many: leadsToMany(field) }) }];
  const sql = field.maskedFrom === undefined ? textSql(field, column) : maskSql(field, column);
  const value = { ...base, sql };
  if (field.type.name !== "money") return [value];
  return [value, { ...base, part: "currency", sql: columnSql(field, "t", 1), numeric: false }];
}

const titleOf = (titles: Titles): Pick<ExportColumn, "sql" | "titles"> => ({
  sql: harmlessSql(titles.many ? `${titles.alias}.titles` : titleSql(titles.target, titles.alias)),
  titles,
});

const labelled = new Set(["choice", "tree"]);

const hasLabels = (field: Field): boolean => labelled.has(field.type.name) && field.schema["x-options"] !== undefined;

/** The label of an option; the copy has them all in `labels`, as an object of objects. */
const labelSql = ({ path }: Field, id: string): string => `coalesce(labels #>> array['${path}', ${id}], ${id})`;

function textSql(field: Field, column: string): string {
  const type = field.type.name;
  if (trimmed.has(type)) return `trim_scale(${column})::text`;
  if (numeric.has(type) || type === "date" || type === "boolean" || field.path === "id") return `${column}::text`;
  const own = special[type];
  if (own) return own(field, column);
  if (hasLabels(field)) return harmlessSql(labelSql(field, column));
  return harmlessSql(listSql(field, column));
}

// What stands before a running number is a text of the company's, so it comes with the labels.
function numberSql({ path, schema }: Field, column: string): string {
  const digits = Number(schema["x-digits"] ?? 0);
  const padded = `lpad(${column}::text, greatest(${digits}, length(${column}::text)), '0')`;
  return schema["x-prefix"] ? harmlessSql(`((labels #>> array['${path}', 'prefix']) || ${padded})`) : padded;
}

const special: Readonly<Record<string, (field: Field, column: string) => string>> = {
  autoNumber: numberSql,
  dateTime: (_, column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
};

function listSql(field: Field, column: string): string {
  const { name } = field.type;
  if (name === "choices") return `(select string_agg(${labelSql(field, "o")}, ', ') from unnest(${column}) o)`;
  if (name === "file") return `(select string_agg(f ->> 'name', ', ') from jsonb_array_elements(${column}) f)`;
  if (name === "channels") return `(select string_agg(c ->> 'value', ', ') from jsonb_array_elements(${column}) c)`;
  if (name === "tags" || name === "references") return `array_to_string(${column}, ', ')`;
  return `${column}::text`;
}

const blank = String.raw`[\s\u0001-\u001f\u00a0\u200b-\u200f\u2060\ufeff]*`;

/** SQL twin of `harmless`: a text that a spreadsheet would take for a formula gets an apostrophe. */
const harmlessSql = (text: string): string =>
  String.raw`case when ${text} ~ '^${blank}[=+\-@＝＋－＠]' and ${text} !~ '^(-?\d+(\.\d+)?|\+\d[\d\s().-]*)$' then '''' || ${text} else ${text} end`;
