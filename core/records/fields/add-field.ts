// One more field of a kind, inside the transaction of whoever adds it.
import { randomBytes } from "node:crypto";
import type { Queryable } from "../../db/database.ts";
import { Invalid } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { problemAt } from "../store/validate.ts";
import type { CustomField } from "./custom-field.ts";
import { readField } from "./field-rows.ts";
import { checkFieldSchema } from "./field-schema.ts";
import type { FieldSchema } from "./field.ts";
import { checkIndexWish } from "./life/index-plan.ts";
import { wishIndexes } from "./life/index-rows.ts";
import { reservedKeys } from "./system.ts";
import { placeField, type PlaceWarning } from "./tier.ts";

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

/** A field just made; with warnings when its table runs out of something. */
export interface DefinedField extends CustomField {
  readonly warnings?: readonly PlaceWarning[];
}

/** Adds the columns, all nullable, and the definition; the field has been checked, and its key is free. */
export async function addField(
  trx: Queryable,
  { kind, table }: { readonly kind: string; readonly table: string },
  field: NewField,
): Promise<DefinedField> {
  const storage = randomBytes(5).toString("hex");
  const schema = checkFieldSchema(field.schema);
  const { tier, warnings } = await placeField(trx, { kind, table, storage, schema });
  const made = await insertField(trx, { kind, storage, tier }, { ...field, schema });
  return warnings.length > 0 ? { ...made, warnings } : made;
}

async function insertField(
  trx: Queryable,
  { kind, storage, tier }: Pick<CustomField, "kind" | "storage" | "tier">,
  { key, schema, owner = "admin" }: NewField,
): Promise<CustomField> {
  const text = `insert into fields (id, kind, storage, key, owner, schema, tier, position)
    select $1, $2, $3, $4, $5, $6, $7, coalesce(max(position), 0) + 1 from fields where kind = $2`;
  const id = newId();
  await trx.query({ text, values: [id, kind, storage, key, owner, JSON.stringify(schema), tier] });
  const made = await readField(trx, id);
  await wishIndexes(trx, made);
  return made;
}
