// Which records others still refer to: those must not be erased under them.
import type { Queryable } from "../../db/database.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { columnSql } from "../query/column-sql.ts";
import { leadsToMany, targetOf } from "../query/related.ts";
import { quoted } from "../query/sql.ts";

/** The ids among these that records outside of this set refer to, in the trash or not. */
export async function neededIds(kinds: Kinds, kind: Kind, ids: readonly string[], db: Queryable): Promise<Set<string>> {
  const parts = kinds
    .all()
    .flatMap((other) => referencesTo(other, kind.name).map((field) => neededSql(other, kind, field)));
  if (parts.length === 0 || ids.length === 0) return new Set();
  const rows = await db.query<{ id: string }>({ text: parts.join(" union "), values: [ids] });
  return new Set(rows.map((row) => row.id));
}

const referencesTo = (kind: Kind, target: string): Field[] => kind.fields.filter((field) => targetOf(field) === target);

function neededSql(other: Kind, kind: Kind, field: Field): string {
  const column = columnSql(field, "t");
  // Records of the set may refer to each other: they go together.
  const others = other.table === kind.table ? " and t.id <> all($1::uuid[])" : "";
  const from = `from ${quoted(other.table)} t`;
  return leadsToMany(field)
    ? `select i.id ${from} cross join unnest(${column}) as i(id) where ${column} && $1::uuid[] and i.id = any($1::uuid[])${others}`
    : `select ${column} as id ${from} where ${column} = any($1::uuid[])${others}`;
}
