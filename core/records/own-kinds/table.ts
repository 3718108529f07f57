// The table of a kind that was defined while the system runs: the columns and indexes the engine expects of every kind.
import { randomBytes } from "node:crypto";
import type { Queryable } from "../../db/database.ts";
import { quoted } from "../query/sql.ts";

export const newStorage = (): string => randomBytes(5).toString("hex");

export const tableOf = ({ storage }: { readonly storage: string }): string => `k_${storage}`;

/** With an owner also for a kind that is shared: it may become owned later, without touching the table. */
const columns = `id uuid primary key,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  deleted_at timestamptz,
  search text not null default '',
  keys text[] not null default '{}',
  ext jsonb,
  name text not null,
  owner_id uuid`;

const indexes = {
  newest: "(created_at desc, id desc) where deleted_at is null",
  by_name: "(name, id) where deleted_at is null",
  name: "(lower(name) text_pattern_ops)",
  search: "using gin (search gin_trgm_ops)",
  keys: "using gin (keys)",
  owner: "(owner_id)",
};

export async function createTable(trx: Queryable, storage: string): Promise<void> {
  const table = tableOf({ storage });
  await trx.query({ text: `create table ${quoted(table)} (${columns})` });
  for (const [name, over] of Object.entries(indexes))
    await trx.query({ text: `create index ${quoted(`${table}_${name}`)} on ${quoted(table)} ${over}` });
}

export async function dropTable(trx: Queryable, storage: string): Promise<void> {
  await trx.query({ text: `drop table ${quoted(tableOf({ storage }))}` });
}
