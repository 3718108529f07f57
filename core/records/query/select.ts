// The select of a list or of one record: columns, titles of referenced records, rights, filter, search, order.
import type { Actor } from "../../kernel/actor.ts";
import type { Statement } from "../../db/database.ts";
import type { Reading } from "../fields/field.ts";
import type { Kind, KindsSeen } from "../kind.ts";
import { shapeOf } from "./columns.ts";
import type { Cursor } from "./cursor.ts";
import { filterSql } from "./filter.ts";
import type { ListQuery } from "./grammar.ts";
import { amongFirstSql, gatheredSql, plainListSql } from "./list-sql.ts";
import { keysetSql, type Order, type Segment } from "./order.ts";
import { type Join, joinsOf } from "./related.ts";
import { scopeSql } from "./scope.ts";
import { searchSql } from "./search-sql.ts";
import { type Form, type Selected, selectedAs } from "./selected.ts";
import { nameFor, Params, quoted } from "./sql.ts";

export interface Asking {
  readonly kinds: KindsSeen;
  /** As the actor sees it; for writing, the whole kind. */
  readonly kind: Kind;
  /** As the actor sees it. */
  readonly seen: Kind;
  readonly actor: Actor;
  readonly reading: Reading;
  /** The company's time zone: where days begin for everybody. */
  readonly zone: string;
}

export interface Select extends Pick<Selected, "read" | "write" | "version"> {
  readonly statement: Statement;
}

/** Conditions every query has: living or trashed rows, the actor's reach, filter and free text. */
export function conditions(asking: Asking, query: Pick<ListQuery, "filter" | "q" | "trash">, params: Params): string[] {
  const { actor, kind, reading } = asking;
  const parts = [`t.deleted_at is ${query.trash ? "not " : ""}null`];
  const scope = scopeSql(actor, kind, "read", { alias: "t", params });
  if (scope) parts.push(scope);
  if (query.filter) parts.push(filterSql(query.filter, { kind, actor, reading, alias: "t", params }));
  if (query.q !== undefined) parts.push(...searchSql(actor, kind, query.q, params));
  return parts;
}

export interface Paging {
  readonly order: Order;
  readonly segment: Segment;
  readonly cursor: Cursor | undefined;
  readonly limit: number;
  /** As records when absent. */
  readonly form?: Form;
  /** Look only at so many rows, the first in order: enough to find a common word, without asking an index of all words. */
  readonly among?: number;
}

export function listSelect(asking: Asking, query: ListQuery, paging: Paging): Select {
  const params = new Params();
  const shape = shapeOf(
    asking.kind,
    query.fields && [...query.fields, ...paging.order.keys.map(({ field }) => (field.whole ?? field).path)],
  );
  const related = joinsOf(asking, query.include ?? [], params);
  const selected = selectedAs(paging.form ?? "record", shape, titlesOf(related));
  const text = listSql(asking, query, paging, { params, columns: selected.columns, joins: joined(related) });
  // A generic plan may take the wrong index for a search: those are planned for their value.
  const planned = query.q === undefined && !text.includes(" ilike ");
  return select(text, params, { planned, selected });
}

// Written out, because a plan made without knowing it expects a tenth of the table, and the server would rather plan anew
// for every page than use that one.
const limitSql = (limit: number): string => String(Math.trunc(limit));

const joined = (related: readonly Join[]): string => related.map((join) => join.sql).join("");
const titlesOf = (related: readonly Join[]) => related.map(({ title }) => title);

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
    return query.q !== undefined && segment === "all" && !order.keys.some((key) => key.field.ext)
      ? gatheredSql(parts)
      : plainListSql(parts);
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
    form?: Form;
  },
): Select {
  const params = new Params();
  const shape = shapeOf(asking.kind, options.fields);
  const related = joinsOf(asking, options.include ?? [], params);
  const scope = scopeSql(asking.actor, asking.kind, "read", { alias: "t", params });
  const where = [
    `t.id = ${params.add(id, "uuid")}`,
    ...(options.trash ? [] : ["t.deleted_at is null"]),
    ...(scope ? [scope] : []),
  ];
  const selected = selectedAs(options.form ?? "record", shape, titlesOf(related));
  const text = `select ${selected.columns} from ${quoted(asking.kind.table)} t${joined(related)} where ${where.join(" and ")}`;
  return select(text, params, { planned: true, selected });
}

function select(text: string, params: Params, { planned, selected }: { planned: boolean; selected: Selected }): Select {
  const name = planned ? nameFor(text) : undefined;
  const { read, write, version } = selected;
  return {
    statement: { text, values: params.values, rowMode: "array", ...(name ? { name } : {}) },
    read,
    write,
    version,
  };
}
