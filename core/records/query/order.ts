// Sorting and keyset paging. The first sort column is read in two segments, values before blanks, because an index cannot
// deliver "descending, nulls last" in one go.
import { BadRequest } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import { systemFields } from "../fields/system.ts";
import type { Kind } from "../kind.ts";
import { columnSql } from "./column-sql.ts";
import { known } from "./columns.ts";
import type { Cursor } from "./cursor.ts";
import type { ListQuery, Sort } from "./grammar.ts";
import type { Params } from "./sql.ts";

export interface Order {
  /** Canonical text, such as `-amount,name`. */
  readonly name: string;
  readonly keys: readonly Key[];
  /** Direction of the id that ends every order. */
  readonly idDirection: "asc" | "desc";
}

export interface Key {
  readonly field: Field;
  /** Its column in the table under this alias. */
  readonly column: (alias: string) => string;
  readonly cast: string;
  readonly direction: "asc" | "desc";
  readonly nullable: boolean;
}

const MOST_KEYS = 5;

export function orderOf(kind: Kind, sort: ListQuery["sort"]): Order {
  const wanted = sort && sort.length > 0 ? sort : sortFrom(kind.defaultSort ?? "-createdAt");
  if (wanted.length > MOST_KEYS) throw new BadRequest("records.too_many_sorts", { maximum: MOST_KEYS });
  const keys = wanted.map((one) => keyOf(kind, one));
  if (new Set(keys.map((key) => key.field.path)).size < keys.length) throw new BadRequest("records.bad_sort");
  const name = wanted.map(({ field, direction }) => (direction === "desc" ? `-${field}` : field)).join(",");
  return { name, keys, idDirection: keys[0]?.direction ?? "desc" };
}

/** `-amount,name` → sort keys. */
export function sortFrom(text: string): Sort[] {
  return text
    .split(",")
    .filter(Boolean)
    .map((part) =>
      part.startsWith("-") ? { field: part.slice(1), direction: "desc" } : { field: part, direction: "asc" },
    );
}

function keyOf(kind: Kind, { field: path, direction }: Sort): Key {
  if (typeof path !== "string" || (direction !== "asc" && direction !== "desc"))
    throw new BadRequest("records.bad_sort");
  const field = known(kind, path);
  if (!field.type.sortable && field.key !== "id") throw new BadRequest("records.not_sortable", { field: path });
  const nullable = !systemFields.includes(field) || field.key === "deletedAt";
  return {
    field,
    column: (alias) => columnSql(field, alias),
    cast: field.type.columns[0]?.sql ?? "text",
    direction,
    nullable,
  };
}

/** Which rows of the first sort key are read: those with a value, those without, or all because none can be blank. */
export type Segment = "values" | "blanks" | "all";

export function firstSegment(order: Order, cursor: Cursor | undefined): Segment {
  if (!order.keys[0]?.nullable) return "all";
  return cursor && cursor.values[0] === null ? "blanks" : "values";
}

export function orderBySql(order: Order, segment: Segment, alias: string): string {
  const keys = segment === "blanks" ? order.keys.slice(1) : order.keys;
  const terms = keys.map((key, at) => {
    const nulls = key.nullable && (at > 0 || segment === "blanks") && key.direction === "desc" ? " nulls last" : "";
    return `${key.column(alias)} ${key.direction}${nulls}`;
  });
  return [...terms, `${alias}.id ${order.idDirection}`].join(", ");
}

/** Conditions that keep the segment and start after the cursor. */
export function keysetSql(
  order: Order,
  segment: Segment,
  at: { alias: string; params: Params; cursor: Cursor | undefined },
): string[] {
  const first = order.keys[0];
  const within = first?.nullable ? [`${first.column(at.alias)} is ${segment === "blanks" ? "" : "not "}null`] : [];
  return at.cursor
    ? [...within, ...afterSql(order, segment, at as { alias: string; params: Params; cursor: Cursor })]
    : within;
}

function afterSql(order: Order, segment: Segment, at: { alias: string; params: Params; cursor: Cursor }): string[] {
  const skipped = segment === "blanks" ? 1 : 0;
  // The blanks follow the values, so a cursor among the values is no limit for them.
  if (segment === "blanks" && at.cursor.values[0] !== null) return [];
  const keys = order.keys.slice(skipped);
  const values = at.cursor.values.slice(skipped);
  const simple = keys.length <= 1 && keys.every((key) => !key.nullable || segment === "values");
  return simple ? [rowComparison(order, keys, values, at)] : [expanded(order, keys, values, at)];
}

type Place = { alias: string; params: Params; cursor: Cursor };

function rowComparison(
  order: Order,
  keys: readonly Key[],
  values: readonly (string | null)[],
  { alias, params, cursor }: Place,
): string {
  const columns = [...keys.map((key) => key.column(alias)), `${alias}.id`].join(", ");
  const limits = [...keys.map((key, at) => params.add(values[at], key.cast)), params.add(cursor.id, "uuid")].join(", ");
  return `(${columns}) ${order.idDirection === "desc" ? "<" : ">"} (${limits})`;
}

// a < 1 or (a = 1 and (b > 2 or (b = 2 and id < …)))
function expanded(order: Order, keys: readonly Key[], values: readonly (string | null)[], place: Place): string {
  const { alias, params, cursor } = place;
  let sql = `${alias}.id ${order.idDirection === "desc" ? "<" : ">"} ${params.add(cursor.id, "uuid")}`;
  for (const [at, key] of [...keys.entries()].toReversed()) {
    const column = key.column(alias);
    const value = values[at] ?? null;
    if (value === null) {
      sql = `(${column} is null and ${sql})`;
      continue;
    }
    const limit = params.add(value, key.cast);
    const beyond = `${column} ${key.direction === "desc" ? "<" : ">"} ${limit}`;
    sql = `(${beyond}${key.nullable ? ` or ${column} is null` : ""} or (${column} = ${limit} and ${sql}))`;
  }
  return sql;
}
