// Which fields saved views speak of, and how they learn a field's new path.
import type { Queryable } from "../../db/database.ts";
import type { MentionSource } from "../fields/life/mentions.ts";
import { filterPaths, withPath } from "../query/paths.ts";
import type { View, ViewQuery } from "./view.ts";

type Stored = Pick<View, "id" | "name" | "query" | "columns" | "sharedWith">;

const ofKind = `select id, name, query, columns, shared_with as "sharedWith" from views where kind = $1 order by position`;

const read = (db: Queryable, kind: string): Promise<Stored[]> =>
  db.query<Stored & object>({ text: ofKind, values: [kind] });

const pathsIn = ({ query, columns }: Stored): Set<string> =>
  new Set([
    ...(query.filter ? filterPaths(query.filter) : []),
    ...(query.sort ?? []).map((sort) => sort.field),
    ...(query.group === undefined ? [] : [query.group]),
    ...(columns ?? []),
  ]);

function renamed(view: Stored, from: string, to: string): Pick<Stored, "query" | "columns"> {
  const other = (path: string): string => (path === from ? to : path);
  const { filter, sort, group, ...rest } = view.query;
  const query: ViewQuery = {
    ...rest,
    ...(filter && { filter: withPath(filter, other) }),
    ...(sort && { sort: sort.map((one) => ({ ...one, field: other(one.field) })) }),
    ...(group !== undefined && { group: other(group) }),
  };
  return { query, columns: view.columns && view.columns.map(other) };
}

export const viewMentions: MentionSource = {
  async find(db, kind, path) {
    const using = (await read(db, kind.name)).filter((view) => pathsIn(view).has(path));
    // Somebody's own view opens for nobody else.
    return using.map(({ id, name, sharedWith }) => ({
      place: "view",
      name,
      link: sharedWith === "all" ? `/${kind.plural}?view=${id}` : null,
    }));
  },
  async rename(trx, kind, { from, to }) {
    const text = "update views set query = $2, columns = $3, version = version + 1 where id = $1";
    for (const view of (await read(trx, kind.name)).filter((one) => pathsIn(one).has(from))) {
      const { query, columns } = renamed(view, from, to);
      await trx.query({ text, values: [view.id, JSON.stringify(query), columns && JSON.stringify(columns)] });
    }
  },
};
