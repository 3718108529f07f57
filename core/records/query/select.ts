// The select of a list or of one record: columns, titles of referenced records, rights, filter, search, order.
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest } from "../../kernel/errors.ts";
import type { Statement } from "../../db/database.ts";
import type { Field, Reading } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { Rec, Related } from "../record.ts";
import { searchTerms } from "../search/fold.ts";
import { columnList, known, type Shape, shapeOf } from "./columns.ts";
import type { Cursor } from "./cursor.ts";
import { filterSql } from "./filter.ts";
import type { ListQuery } from "./grammar.ts";
import { amongFirstSql, gatheredSql, plainListSql } from "./list-sql.ts";
import { keysetSql, type Order, type Segment } from "./order.ts";
import { scopeSql } from "./scope.ts";
import { nameFor, Params, quoted } from "./sql.ts";

export interface Asking {
  readonly kinds: Kinds;
  readonly kind: Kind;
  readonly actor: Actor;
  readonly reading: Reading;
}

export interface Select {
  readonly statement: Statement;
  read(row: readonly unknown[]): Rec;
}

interface Join {
  readonly path: string;
  readonly sql: string;
  readonly columns: string;
}

const kindOfPeople = { user: "user", team: "team" } as Readonly<Record<string, string>>;

/** The kind a reference field leads to; undefined for other fields. */
export const targetOf = (field: Field): string | undefined =>
  kindOfPeople[field.type.name] ?? (field.type.name === "reference" ? field.schema["x-kind"] : undefined);

function joins(asking: Asking, include: readonly string[], params: Params): Join[] {
  return [...new Set(include)].map((name, at) => {
    const field = known(asking.kind, name);
    const { path } = field;
    const target = asking.kinds.find(targetOf(field) ?? "");
    if (!target) throw new BadRequest("records.not_a_relation", { field: path });
    const alias = `r${at}`;
    const scope = scopeSql(asking.actor, target, "read", { alias, params });
    const title = quoted(target.byPath.get(target.titleField)?.columns[0] ?? "id");
    const on = `${alias}.id = t.${quoted(field.columns[0] ?? "")}${scope ? ` and ${scope}` : ""}`;
    return {
      path,
      sql: ` left join ${quoted(target.table)} ${alias} on ${on}`,
      columns: `, ${alias}.id, ${alias}.${title}`,
    };
  });
}

/** Conditions every query has: living or trashed rows, the actor's reach, filter and free text. */
export function conditions(asking: Asking, query: Pick<ListQuery, "filter" | "q" | "trash">, params: Params): string[] {
  const { actor, kind, reading } = asking;
  const parts = [`t.deleted_at is ${query.trash ? "not " : ""}null`];
  const scope = scopeSql(actor, kind, "read", { alias: "t", params });
  if (scope) parts.push(scope);
  if (query.filter) parts.push(filterSql(query.filter, { kind, actor, reading, alias: "t", params }));
  if (query.q !== undefined) parts.push(...searchSql(query.q, params));
  return parts;
}

function searchSql(q: unknown, params: Params): string[] {
  if (typeof q !== "string" || q.length > 200 || q.includes("\u0000") || !q.isWellFormed())
    throw new BadRequest("records.bad_search");
  return searchTerms(q).map((term) => `t.search like ${params.add(pattern(term))}`);
}

// One or two letters are the beginning of a word, so that the trigrams of the word's start can be used.
const pattern = (term: string): string =>
  `${/^[a-z]{1,2}$/.test(term) ? "% " : "%"}${term.replace(/[\\%_]/g, "\\$&")}%`;

export interface Paging {
  readonly order: Order;
  readonly segment: Segment;
  readonly cursor: Cursor | undefined;
  readonly limit: number;
  /** Look only at so many rows, the first in order: enough to find a common word, without asking an index of all words. */
  readonly among?: number;
}

export function listSelect(asking: Asking, query: ListQuery, paging: Paging): Select {
  const params = new Params();
  const shape = shapeOf(
    asking.kind,
    query.fields && [...query.fields, ...paging.order.keys.map((key) => key.field.path)],
  );
  const related = joins(asking, query.include ?? [], params);
  const text = listSql(asking, query, paging, { params, columns: selected(shape, related), joins: joined(related) });
  // A generic plan may take the wrong index for a search: those are planned for their value.
  const planned = query.q === undefined && !text.includes(" ilike ");
  return select(shape, related, { text, values: params.values, rowMode: "array" }, planned);
}

// Written out, because a plan made without knowing it expects a tenth of the table, and the server would rather plan anew
// for every page than use that one.
const limitSql = (limit: number): string => String(Math.trunc(limit));

const joined = (related: readonly Join[]): string => related.map((join) => join.sql).join("");

function listSql(
  asking: Asking,
  query: ListQuery,
  paging: Paging,
  { params, columns, joins }: { params: Params; columns: string; joins: string },
): string {
  const { order, segment } = paging;
  const keyset = (): string[] => keysetSql(order, segment, { alias: "t", params, cursor: paging.cursor });
  const where = [...conditions(asking, query, params), ...keyset()].join(" and ");
  const parts = { kind: asking.kind, columns, joins, where, order, segment, limit: limitSql(paging.limit) };
  if (paging.among === undefined) {
    return query.q !== undefined && segment === "all" ? gatheredSql(parts) : plainListSql(parts);
  }
  const first = [...conditions(asking, { trash: query.trash }, params), ...keyset()].join(" and ");
  return amongFirstSql(parts, { where: first, limit: limitSql(paging.among) });
}

export function oneSelect(
  asking: Asking,
  id: string,
  options: {
    fields?: readonly string[] | undefined;
    include?: readonly string[] | undefined;
    trash?: boolean | undefined;
  },
): Select {
  const params = new Params();
  const shape = shapeOf(asking.kind, options.fields);
  const related = joins(asking, options.include ?? [], params);
  const scope = scopeSql(asking.actor, asking.kind, "read", { alias: "t", params });
  const where = [
    `t.id = ${params.add(id, "uuid")}`,
    ...(options.trash ? [] : ["t.deleted_at is null"]),
    ...(scope ? [scope] : []),
  ];
  const text = `select ${selected(shape, related)} from ${quoted(asking.kind.table)} t${joined(related)} where ${where.join(" and ")}`;
  return select(shape, related, { text, values: params.values, rowMode: "array" }, true);
}

const selected = (shape: Shape, related: readonly Join[]): string =>
  columnList(shape, "t") + related.map((join) => join.columns).join("");

function select(shape: Shape, related: readonly Join[], statement: Statement, planned: boolean): Select {
  const name = planned ? nameFor(statement.text) : undefined;
  const read = related.length === 0 ? (row: readonly unknown[]) => shape.read(row) : withRelated(shape, related);
  return { statement: name ? { ...statement, name } : statement, read };
}

function withRelated(shape: Shape, related: readonly Join[]): (row: readonly unknown[]) => Rec {
  const width = shape.columns.length;
  return (row) => {
    const titles: Record<string, Related | null> = {};
    for (const [at, join] of related.entries()) {
      const id = row[width + 2 * at];
      titles[join.path] = id ? { id: String(id), title: String(row[width + 2 * at + 1] ?? "") } : null;
    }
    return { ...shape.read(row), related: titles };
  };
}
