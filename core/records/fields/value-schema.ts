import type { FieldSchema } from "./field.ts";

/** True for fields that nobody types in: worked out from others, or from records that refer to this one. */
export const isComputed = (schema: FieldSchema): boolean =>
  schema["x-type"] === "formula" || schema["x-type"] === "rollup";

/** The schema of what a field holds: for a computed one that of its result, which is read only; for others the schema itself. */
export function valueSchema(schema: FieldSchema): FieldSchema {
  if (!isComputed(schema)) return schema;
  const { "x-type": _, "x-result": result, ...rest } = schema;
  return { ...rest, ...(result as FieldSchema), "x-readOnly": true };
}
