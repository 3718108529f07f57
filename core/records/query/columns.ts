// From a kind to the columns of a select, and from a row of them back to a record.
import { BadRequest } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import { systemFields } from "../fields/system.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { type JsonParts, jsonParts } from "./record-json.ts";
import { quoted } from "./sql.ts";

/** Columns to select, and how to read one array row of them. */
export interface Shape {
  readonly columns: readonly string[];
  /** The columns of a table named `t`, as a select or a `returning` lists them. */
  readonly selected: string;
  /** The same as named JSON values, in the order of the record; undefined where PostgreSQL cannot write one of them. */
  readonly json: JsonParts | undefined;
  read(row: readonly unknown[]): Rec;
}

const shapes = new WeakMap<Kind, Map<string, Shape>>();
const MOST_SHAPES = 200;

/** All fields; or the named ones, with id and version, which every answer has. */
export function shapeOf(kind: Kind, paths?: readonly string[]): Shape {
  const made = shapes.get(kind) ?? new Map<string, Shape>();
  shapes.set(kind, made);
  const name = paths ? paths.join(",") : "*";
  const shape = made.get(name) ?? makeShape(paths ? namedFields(kind, paths) : [...systemFields, ...kind.fields]);
  if (made.size < MOST_SHAPES) made.set(name, shape);
  return shape;
}

const namedFields = (kind: Kind, paths: readonly string[]): Field[] => [
  ...new Set(["id", "version", ...paths].map((path) => known(kind, path))),
];

/** The field of this name. An unknown one and a forbidden one are refused in the same words. */
export function known(kind: Kind, path: string): Field {
  const field = kind.byPath.get(path);
  if (!field) throw new BadRequest("records.unknown_field", { field: path.slice(0, 80), kind: kind.name });
  return field;
}

function makeShape(fields: readonly Field[]): Shape {
  const columns = fields.flatMap((field) => field.columns);
  const readers = fields.map(readerOf(positions(fields)));
  return {
    columns,
    selected: columns.map((column) => `t.${quoted(column)}`).join(", "),
    json: jsonParts(fields),
    read(row) {
      const custom: Record<string, unknown> = {};
      const record: Record<string, unknown> = {};
      for (const reader of readers) (reader.custom ? custom : record)[reader.key] = reader.value(row);
      record["custom"] = custom;
      return record as unknown as Rec;
    },
  };
}

function positions(fields: readonly Field[]): Map<Field, number> {
  let at = 0;
  return new Map(fields.map((field) => [field, (at += field.columns.length) - field.columns.length]));
}

interface Reader {
  readonly key: string;
  readonly custom: boolean;
  value(row: readonly unknown[]): unknown;
}

const readerOf =
  (at: ReadonlyMap<Field, number>) =>
  (field: Field): Reader => {
    const from = at.get(field) ?? 0;
    const { fromRow } = field.type;
    const width = field.columns.length;
    const { key, custom } = field;
    if (!fromRow) return { key, custom, value: (row) => row[from] ?? null };
    return {
      key,
      custom,
      value(row) {
        const first = row[from] ?? null;
        if (first === null) return null;
        return fromRow(width === 1 ? [first] : row.slice(from, from + width));
      },
    };
  };

/** One value per column of the field, as the driver takes them. */
export function rowValues(field: Field, value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return field.columns.map(() => null);
  return field.type.toRow ? field.type.toRow(value) : [value];
}

/** SQL type of each column of the field, for casts. */
export const castsOf = (field: Field): readonly string[] => field.type.columns.map((column) => column.sql);
