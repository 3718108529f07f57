// From a kind to the columns of a select, and from a row of them back to a record.
import { BadRequest } from "../../kernel/errors.ts";
import type { Field, FieldPart } from "../fields/field.ts";
import { systemFields } from "../fields/system.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { type JsonStart, jsonStart } from "./record-json.ts";
import { quoted } from "./sql.ts";

/** Columns to select, and how to read one array row of them. */
export interface Shape {
  readonly columns: readonly string[];
  /** The columns of a table named `t`, as a select or a `returning` lists them. */
  readonly selected: string;
  /** SQL that writes them as JSON, in the order of the record; undefined where PostgreSQL cannot write one of them. */
  readonly json: JsonStart | undefined;
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

/** The field of this name, or a part of one. An unknown one and a forbidden one are refused in the same words. */
export function known(kind: Kind, path: string): Field {
  const field = fieldAt(kind, path);
  if (!field) throw new BadRequest("records.unknown_field", { field: path.slice(0, 80), kind: kind.name });
  return field;
}

/** The field of this name, or a part of one; undefined when there is none. */
export const fieldAt = (kind: Kind, path: string): Field | undefined => kind.byPath.get(path) ?? partOf(kind, path);

/** `custom.site.city`: a part of a structured field as a field of its own that is only read; unknown where its whole is. */
function partOf(kind: Kind, path: string): Field | undefined {
  const dot = path.lastIndexOf(".");
  const whole = kind.byPath.get(path.slice(0, Math.max(dot, 0)));
  const name = path.slice(dot + 1);
  return whole && Object.hasOwn(whole.type.parts ?? {}, name) ? partsOf(whole).get(name) : undefined;
}

const parts = new WeakMap<Field, ReadonlyMap<string, Field>>();

/** The parts of a structured field, by name. */
export function partsOf(whole: Field): ReadonlyMap<string, Field> {
  const made =
    parts.get(whole) ??
    new Map(Object.entries(whole.type.parts ?? {}).map(([name, part]) => [name, partField(whole, name, part)]));
  parts.set(whole, made);
  return made;
}

function partField(whole: Field, name: string, { type, schema, column }: FieldPart): Field {
  const columns = whole.columns.slice(column, column + 1);
  const { key, path } = whole;
  return {
    ...whole,
    key: `${key}.${name}`,
    path: `${path}.${name}`,
    type,
    schema,
    columns,
    whole,
    required: false,
    readOnly: true,
  };
}

function makeShape(fields: readonly Field[]): Shape {
  const own = fields.filter((field) => !field.ext).flatMap((field) => field.columns);
  const columns = fields.some((field) => field.ext) ? [...own, "ext"] : own;
  const at = positions(fields);
  const readers = fields.map((field) => (field.ext ? extReaderOf(field, own.length) : readerOf(at)(field)));
  return {
    columns,
    selected: columns.map((column) => `t.${quoted(column)}`).join(", "),
    json: jsonStart(fields),
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
  const widthOf = (field: Field): number => (field.ext ? 0 : field.columns.length);
  return new Map(fields.map((field) => [field, (at += widthOf(field)) - widthOf(field)]));
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

function extReaderOf({ key, custom, columns, type }: Field, at: number): Reader {
  return {
    key,
    custom,
    value(row) {
      const kept = row[at] as Readonly<Record<string, unknown>> | null;
      const first = kept?.[columns[0] ?? ""] ?? null;
      if (first === null || !type.fromRow) return first;
      return type.fromRow(columns.map((column) => kept?.[column] ?? null));
    },
  };
}
