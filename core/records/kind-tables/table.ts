// The table of a kind: made and extended after its definition, dropped only by somebody who says so.
import type { Queryable } from "../../db/database.ts";
import type { IndexPlan } from "../fields/life/index-plan.ts";
import { quoted } from "../query/sql.ts";
import { columnSql, columnsOf, type TableDefinition } from "./columns.ts";
import { tableIndexes } from "./indexes.ts";
import { planKindTable, type TableChange } from "./plan.ts";

/** Makes the table, and the schema it stands in if there is none yet. */
export async function createKindTable(trx: Queryable, definition: TableDefinition): Promise<void> {
  const { table } = definition;
  const [schema = "", name] = table.split(".");
  if (name !== undefined) await trx.query({ text: `create schema if not exists ${quoted(schema)}` });
  await trx.query({ text: `create table ${quoted(table)} (${columnsOf(definition).map(columnSql).join(", ")})` });
  for (const index of tableIndexes(definition)) await createIndex(trx, table, index);
}

/** Makes the table, or adds the columns and indexes it lacks; answers all differences there were. Nothing is dropped or turned into something else. */
export async function extendKindTable(trx: Queryable, definition: TableDefinition): Promise<readonly TableChange[]> {
  const changes = await planKindTable(trx, definition);
  for (const change of changes) await carryOut(trx, definition, change);
  return changes;
}

async function carryOut(trx: Queryable, definition: TableDefinition, change: TableChange): Promise<void> {
  if (change.what === "create_table") await createKindTable(trx, definition);
  if (change.what === "add_index") await createIndex(trx, change.table, change.index);
  if (change.what === "add_column")
    await trx.query({ text: `alter table ${quoted(change.table)} add column ${columnSql(change.column)}` });
}

async function createIndex(trx: Queryable, table: string, { name, unique, shape }: IndexPlan): Promise<void> {
  await trx.query({ text: `create ${unique ? "unique " : ""}index ${quoted(name)} on ${quoted(table)} ${shape}` });
}

/** Drops the table with everything in it. */
export async function dropKindTable(trx: Queryable, { table }: Pick<TableDefinition, "table">): Promise<void> {
  await trx.query({ text: `drop table ${quoted(table)}` });
}
