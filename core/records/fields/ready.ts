// Fields ready for use, from their schemas.
import { madeOf } from "../computed/made-of.ts";
import { columnOf, type CustomField } from "./custom-field.ts";
import type { Field, FieldSchema } from "./field.ts";
import { fieldTypes } from "./types/index.ts";
import { valueSchema } from "./value-schema.ts";

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const idColumns = new Set(["reference", "user", "team"]);

/** A field that an area or a plugin declared; its columns are named after its key. */
export function declaredField(key: string, schema: FieldSchema): Field {
  const column = idColumns.has(schema["x-type"]) ? `${snake(key)}_id` : snake(key);
  return fieldOver(key, key, column, schema);
}

/** A field of the data base, ready for use. */
export function customField(field: CustomField): Field {
  const { key, schema, past, tier, owner } = field;
  const ready = {
    ...fieldOver(key, `custom.${key}`, columnOf(field), schema),
    custom: true,
    owner,
    ...(tier === "ext" && { ext: true }),
  };
  return past.length > 0 ? { ...ready, past } : ready;
}

function fieldOver(key: string, path: string, column: string, written: FieldSchema): Field {
  const schema = valueSchema(written);
  const type = fieldTypes.get(schema["x-type"]);
  if (!type) throw new Error(`Field ${path} has the unknown type ${schema["x-type"]}`);
  const columns = type.columns.map(({ suffix }) => column + suffix);
  // A number that counts up comes with the row: nobody can be asked for it.
  const counts = type.name === "autoNumber";
  const derivedFrom = madeOf(written);
  return {
    ...(derivedFrom && { derivedFrom }),
    key,
    path,
    custom: false,
    type,
    schema,
    columns,
    required: schema["x-required"] === true && !counts,
    readOnly: schema["x-readOnly"] === true || counts,
  };
}
