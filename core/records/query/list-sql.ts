// Three ways to ask for a page. All answer the same rows; they differ in which index finds them.
import type { Kind } from "../kind.ts";
import { type Order, orderBySql, type Segment } from "./order.ts";
import { quoted } from "./sql.ts";

export interface ListParts {
  readonly kind: Kind;
  /** What is selected, from `t` and the joined relations. */
  readonly columns: string;
  readonly joins: string;
  /** All conditions on `t`. */
  readonly where: string;
  readonly order: Order;
  readonly segment: Segment;
  /** Placeholder. */
  readonly limit: string;
}

/** The server chooses: best where an index has both the filter and the order. */
export function plainListSql({ kind, columns, joins, where, order, segment, limit }: ListParts): string {
  return `select ${columns} from ${quoted(kind.table)} t${joins} where ${where} order by ${orderBySql(order, segment, "t")} limit ${limit}`;
}

/** Looks only at the first rows in order: finds a common word without asking an index of all words. `first` names those rows. */
export function amongFirstSql(parts: ListParts, first: { readonly where: string; readonly limit: string }): string {
  const { kind, columns, joins, where, order, segment, limit } = parts;
  const by = orderBySql(order, segment, "t");
  const rows = `(select * from ${quoted(kind.table)} t where ${first.where} order by ${by} limit ${first.limit})`;
  return `select ${columns} from ${rows} t${joins} where ${where} order by ${by} limit ${limit}`;
}

/**
 * Gathers every row with the word through its index, then puts them in order. Nothing is known about how common a word is;
 * left to itself the server would rather walk through the whole table in order until it has met enough of them.
 */
export function gatheredSql({ kind, columns, joins, where, order, segment, limit }: ListParts): string {
  const table = quoted(kind.table);
  const sorted = order.keys.filter((key) => key.field.key !== "id").map((key) => `, ${key.column("t")}`);
  const hits = `select t.id${sorted.join("")} from ${table} t where ${where}`;
  const page = `select * from hits t order by ${orderBySql(order, segment, "t")} limit ${limit}`;
  return `with hits as materialized (${hits}) select ${columns} from (${page}) h join ${table} t on t.id = h.id${joins} order by ${orderBySql(order, segment, "t")}`;
}
