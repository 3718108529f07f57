// Which records others still refer to: those must not be erased under them.
import type { Queryable } from "../../db/database.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { columnSql } from "../query/column-sql.ts";
import { targetOf } from "../query/related.ts";
import { quoted } from "../query/sql.ts";

/** The ids among these that records outside of this set refer to, in the trash or not. */
export async function neededIds(kinds: Kinds, kind: Kind, ids: readonly string[], db: Queryable): Promise<Set<string>> {
  const parts = kinds
    .all()
    .flatMap((other) => referencesTo(other, kind.name).map((column) => neededSql(other, kind, column)));
  if (parts.length === 0 || ids.length === 0) return new Set();
  const rows = await db.query<{ id: string }>({ text: parts.join(" union "), values: [ids] });
  return new Set(rows.map((row) => row.id));
}

const referencesTo = (kind: Kind, target: string): string[] =>
  kind.fields.filter((field) => targetOf(field) === target).map((field) => columnSql(field, "t"));

// Records of the set may refer to each other: they go together.
const neededSql = (other: Kind, kind: Kind, column: string): string =>
  `select ${column} as id from ${quoted(other.table)} t where ${column} = any($1::uuid[])${other.table === kind.table ? " and t.id <> all($1::uuid[])" : ""}`;
