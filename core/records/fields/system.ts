// What every record has without anybody defining it.
import type { Field, FieldSchema } from "./field.ts";
import { fieldTypes } from "./types/index.ts";

function systemField(key: string, column: string, type: string): Field {
  const schema: FieldSchema = { "x-type": type, "x-label": `records.field.${key}`, "x-readOnly": true };
  const found = fieldTypes.get(type);
  if (!found) throw new Error(`No field type ${type}`);
  return { key, path: key, custom: false, type: found, schema, columns: [column], required: true, readOnly: true };
}

export const systemFields: readonly Field[] = [
  systemField("id", "id", "reference"),
  systemField("version", "version", "integer"),
  systemField("createdAt", "created_at", "dateTime"),
  systemField("createdBy", "created_by", "text"),
  systemField("updatedAt", "updated_at", "dateTime"),
  systemField("updatedBy", "updated_by", "text"),
  systemField("deletedAt", "deleted_at", "dateTime"),
];

/** Names an administrator's field may not have. */
export const reservedKeys: ReadonlySet<string> = new Set([
  ...systemFields.map((field) => field.key),
  "custom",
  "related",
  "ext",
  "search",
  "keys",
  "owner_id",
  "select",
  "constructor",
  "prototype",
  "__proto__",
]);
