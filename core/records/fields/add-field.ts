// One more field of a kind, inside the transaction of whoever adds it.
import { randomBytes } from "node:crypto";
import type { Queryable } from "../../db/database.ts";
import { Invalid } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { quoted } from "../query/sql.ts";
import { problemAt } from "../store/validate.ts";
import type { CustomField } from "./custom-field.ts";
import { readField } from "./field-rows.ts";
import { checkFieldSchema } from "./field-schema.ts";
import type { FieldSchema } from "./field.ts";
import { checkIndexWish } from "./life/index-plan.ts";
import { wishIndexes } from "./life/index-rows.ts";
import { reservedKeys } from "./system.ts";
import { fieldTypes } from "./types/index.ts";
import { valueSchema } from "./value-schema.ts";

export interface NewField {
  readonly key: string;
  readonly schema: FieldSchema;
  readonly owner?: string;
}

const shape = /^[a-z][a-z0-9_]{0,40}$/;

/** Throws Invalid when the key or the schema cannot be. */
export function checkNewField({ key, schema }: NewField): void {
  checkKey(key);
  checkFieldSchema(schema);
  checkIndexWish(schema);
}

export function checkKey(key: unknown): void {
  const fine = typeof key === "string" && shape.test(key) && !reservedKeys.has(key);
  if (!fine) throw new Invalid([problemAt("key", "bad_key", { key: String(key).slice(0, 60) })], "fields.invalid");
}

/** Adds the columns, all nullable, and the definition; the field has been checked, and its key is free. */
export async function addField(
  trx: Queryable,
  { kind, table }: { readonly kind: string; readonly table: string },
  field: NewField,
): Promise<CustomField> {
  const storage = randomBytes(5).toString("hex");
  for (const [column, sql] of columnsOf(storage, field.schema))
    await trx.query({ text: `alter table ${quoted(table)} add column ${quoted(column)} ${sql}` });
  return await insertField(trx, kind, storage, field);
}

const columnsOf = (storage: string, schema: FieldSchema): [string, string][] =>
  (fieldTypes.get(valueSchema(schema)["x-type"])?.columns ?? []).map(({ suffix, sql }) => [
    `cf_${storage}${suffix}`,
    sql,
  ]);

async function insertField(
  trx: Queryable,
  kind: string,
  storage: string,
  { key, schema, owner = "admin" }: NewField,
): Promise<CustomField> {
  const text = `insert into fields (id, kind, storage, key, owner, schema, position)
    select $1, $2, $3, $4, $5, $6, coalesce(max(position), 0) + 1 from fields where kind = $2`;
  const id = newId();
  await trx.query({ text, values: [id, kind, storage, key, owner, JSON.stringify(schema)] });
  const made = await readField(trx, id);
  await wishIndexes(trx, made);
  return made;
}
