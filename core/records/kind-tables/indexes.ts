// The indexes of a kind's table: those that lists, search and duplicates of every kind need, and those of its fields.
import { createHash } from "node:crypto";
import { type IndexPlan, indexesOn } from "../fields/life/index-plan.ts";
import { declaredField } from "../fields/ready.ts";
import { quoted } from "../query/sql.ts";
import type { TableDefinition } from "./columns.ts";

/** An index as it should be, and the column of a field that it is for, if any. */
export interface TableIndex extends IndexPlan {
  readonly column?: string;
}

export function tableIndexes(definition: TableDefinition): readonly TableIndex[] {
  return [...standardIndexes(definition), ...fieldIndexes(definition)];
}

function standardIndexes({ table, fields, titleField }: TableDefinition): TableIndex[] {
  const [column = ""] = declaredField(titleField, fields[titleField] ?? { "x-type": "text" }).columns;
  const title = quoted(column);
  const shapes = {
    newest: { shape: "(created_at desc, id desc) where deleted_at is null" },
    by_name: { column, shape: `(${title}, id) where deleted_at is null` },
    name: { column, shape: `(lower(${title}) text_pattern_ops)` },
    search: { shape: "using gin (search gin_trgm_ops)" },
    keys: { shape: "using gin (keys)" },
  };
  return Object.entries(shapes).map(([what, rest]) => ({ name: indexName(table, what), unique: false, ...rest }));
}

function fieldIndexes({ table, fields }: TableDefinition): TableIndex[] {
  return Object.entries(fields).flatMap(([key, schema]) => {
    const [column = ""] = declaredField(key, schema).columns;
    return indexesOn(column, schema).map((plan) => ({ ...plan, name: indexName(table, plan.name), column }));
  });
}

/** PostgreSQL cuts names after 63 bytes, and two cut ones may be the same. */
export function indexName(table: string, what: string): string {
  const name = `${table.split(".").at(-1)}_${what}`;
  return name.length <= 63
    ? name
    : `${name.slice(0, 54)}_${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}
