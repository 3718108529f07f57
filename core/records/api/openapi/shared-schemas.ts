// Schemas that operations of all kinds speak of.
import type { JsonSchema } from "../schema.ts";
import { ref } from "./parts.ts";

const text: JsonSchema = { type: "string" };

const object = (properties: JsonSchema, required: readonly string[] = []): JsonSchema => ({
  type: "object",
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
});

export const sharedSchemas: Readonly<Record<string, JsonSchema>> = {
  PageFacts: object(
    {
      next: { type: ["string", "null"], description: "Cursor of the next page." },
      count: { type: "integer" },
      exact: { type: "boolean", description: "False when there are more than `count`." },
    },
    ["next"],
  ),
  Filter: {
    description: "A condition, or conditions joined.",
    oneOf: [
      object({ and: { type: "array", items: ref("Filter"), minItems: 1 } }, ["and"]),
      object({ or: { type: "array", items: ref("Filter"), minItems: 1 } }, ["or"]),
      object({ not: ref("Filter") }, ["not"]),
      object({ field: text, op: text, value: {} }, ["field", "op"]),
    ],
  },
  ListQuery: object({
    filter: ref("Filter"),
    q: text,
    limit: { type: "integer", minimum: 1, maximum: 200 },
    after: text,
    sort: {
      type: "array",
      maxItems: 5,
      items: object({ field: text, direction: { type: "string", enum: ["asc", "desc"] } }, ["field", "direction"]),
    },
    fields: { type: "array", items: text },
    include: { type: "array", items: text },
    count: { type: "string", enum: ["exact", "estimate"] },
    trash: { type: "boolean" },
  }),
  Batch: object(
    {
      atomic: { type: "boolean", default: false },
      operations: {
        type: "array",
        minItems: 1,
        maxItems: 100,
        items: object(
          {
            method: { type: "string", enum: ["create", "change", "remove"] },
            id: { type: "string", format: "uuid" },
            body: { type: "object" },
            version: { type: "integer" },
          },
          ["method"],
        ),
      },
    },
    ["operations"],
  ),
  BatchResult: object(
    {
      data: {
        type: "array",
        items: {
          type: "object",
          required: ["status"],
          properties: {
            status: { type: "integer" },
            code: text,
            record: { type: "object" },
            errors: { type: "array", items: { type: "object" } },
          },
        },
      },
    },
    ["data"],
  ),
  HistoryPage: object({ data: { type: "array", items: ref("HistoryLine") }, page: ref("PageFacts") }, ["data", "page"]),
  HistoryLine: object(
    {
      seq: text,
      kind: text,
      recordId: { type: "string", format: "uuid" },
      version: { type: "integer" },
      action: { type: "string", enum: ["created", "changed", "removed", "restored", "erased"] },
      before: { type: ["object", "null"] },
      after: { type: ["object", "null"] },
      actorId: text,
      actorName: text,
      source: text,
      operationId: { type: ["string", "null"] },
      at: { type: "string", format: "date-time" },
    },
    ["seq", "kind", "recordId", "version", "action", "actorId", "at"],
  ),
};
