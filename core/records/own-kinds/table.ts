// The table of a kind that was defined while the system runs.
import { randomBytes } from "node:crypto";
import type { Queryable } from "../../db/database.ts";
import * as f from "../fields/define.ts";
import { createKindTable } from "../kind-tables/table.ts";

export const newStorage = (): string => randomBytes(5).toString("hex");

export const tableOf = ({ storage }: { readonly storage: string }): string => `k_${storage}`;

/** With an owner also for a kind that is shared: it may become owned later, without touching the table. */
const fields = { name: f.text({ required: true }), owner: f.user() };

export const createTable = async (trx: Queryable, storage: string): Promise<void> =>
  await createKindTable(trx, { table: tableOf({ storage }), fields, titleField: "name" });
