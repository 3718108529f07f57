// Pieces of the document that the operations on definitions share.
import type { JsonSchema } from "../schema.ts";
import { json, ref } from "./parts.ts";

/** A list in one page. */
export const listOf = (items: JsonSchema): JsonSchema => ({
  type: "object",
  required: ["data", "page"],
  properties: { data: { type: "array", items }, page: ref("PageFacts") },
});

/** A JSON object with these members and no others. */
export const recordBody = (properties: JsonSchema, required: readonly string[] = []): JsonSchema => ({
  required: true,
  content: json({ type: "object", required, properties, additionalProperties: false }),
});
