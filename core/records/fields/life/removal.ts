// The end of a field: 30 days after it was hidden, or at once by somebody who typed its key, its columns go and the key is free.
import type { Queryable, Transaction } from "../../../db/database.ts";
import { Conflict, Invalid } from "../../../kernel/errors.ts";
import type { Kinds } from "../../kinds.ts";
import { quoted } from "../../query/sql.ts";
import { problemAt } from "../../store/validate.ts";
import type { CustomField } from "../custom-field.ts";
import { refuseRunning } from "./running.ts";

/** Throws unless the field is hidden already and its key was typed. */
export function checkRemoval(field: CustomField, typedKey: string): void {
  if (field.state !== "archived") throw new Conflict("fields.hide_first");
  if (typedKey !== field.key)
    throw new Invalid([problemAt("key", "type_the_key", { key: field.key })], "fields.invalid");
}

/** Drops every column the field ever had, with its triggers and indexes, and forgets the field. There is no way back. */
export async function dropField(trx: Transaction, kinds: Kinds, field: CustomField): Promise<void> {
  await refuseRunning(trx, field.id);
  const table = kinds.find(field.kind)?.table;
  if (table) await dropColumns(trx, table, `cf_${field.storage}`);
  if (table && (await hasKeys(trx, field))) await dropKeys(trx, table, `cf_${field.storage}`);
  const touched = "delete from field_touched where change_id in (select id from field_changes where field_id = $1)";
  await trx.query({ text: touched, values: [field.id] });
  await trx.query({ text: "delete from fields where id = $1", values: [field.id] });
}

const triggers = `select tgname as name from pg_trigger where tgrelid = $1::regclass and not tgisinternal and starts_with(tgname, $2)`;
const columns = `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
  and (attname = $2 or starts_with(attname, $2 || '_'))`;

/** All columns of this name and those that begin with it, such as the currency of an amount. */
async function dropColumns(trx: Queryable, table: string, name: string): Promise<void> {
  const values = [quoted(table), name];
  for (const trigger of await trx.query<{ name: string }>({ text: triggers, values }))
    await trx.query({ text: `drop trigger ${quoted(trigger.name)} on ${quoted(table)}` });
  const found = await trx.query<{ name: string }>({ text: columns, values });
  if (found.length === 0) return;
  const drops = found.map((column) => `drop column ${quoted(column.name)}`).join(", ");
  await trx.query({ text: `alter table ${quoted(table)} ${drops}` });
}

/** True when values of the field stand in `ext`, or may have been left there by a change that can still be undone. */
async function hasKeys(trx: Queryable, { id, tier }: CustomField): Promise<boolean> {
  if (tier === "ext") return true;
  const text = "select 1 from field_changes where field_id = $1 and plan ? 'leavesExt' and state <> 'settled'";
  return (await trx.query({ text, values: [id] })).length > 0;
}

/** The same for a field that lives in `ext`: all keys of this name and those that begin with it. */
async function dropKeys(trx: Queryable, table: string, name: string): Promise<void> {
  const keys = "select array_agg(k) from jsonb_object_keys(t.ext) k where k = $1 or starts_with(k, $1 || '_')";
  const text = `update ${quoted(table)} t set ext = t.ext - (${keys}) where exists (select 1 from jsonb_object_keys(t.ext) k where k = $1 or starts_with(k, $1 || '_'))`;
  await trx.query({ text, values: [name] });
}

/** Fields that were hidden so long ago that they go by themselves. */
export async function outlived(db: Queryable, days: number): Promise<string[]> {
  const text = `select id from fields where state = 'archived' and archived_at < now() - make_interval(days => $1) order by archived_at`;
  return (await db.query<{ id: string }>({ text, values: [days] })).map((row) => row.id);
}
