// What the OpenAPI document says about imports.
import {
  answer,
  type ApiPart,
  json,
  type OpenOperation,
  pathParameter,
  problems,
  queryParameter,
  ref,
} from "../api/openapi/parts.ts";
import type { JsonSchema } from "../api/schema.ts";
import { planSchema } from "./plan/plan.schema.ts";

const id = pathParameter("id");
const scopes = ["*:write"];
const text: JsonSchema = { type: "string" };
const csv = {
  "text/csv": { schema: { type: "string", format: "binary" } },
  "multipart/form-data": {
    schema: { type: "object", properties: { file: { type: "string", format: "binary" }, plan: text } },
  },
};

const step = (
  operationId: string,
  summary: string,
  status: string,
  more: Partial<OpenOperation> = {},
): OpenOperation => ({
  operationId,
  summary,
  scopes,
  parameters: [id],
  responses: {
    [status]: answer("The import as it stands now.", ref("Import")),
    ...problems("403", "404", "409", "422"),
  },
  ...more,
});

/** Its paths and schemas. */
export const importPart: ApiPart = {
  tag: {
    name: "imports",
    description: "Files in: CSV, Excel and vCard, checked before they are written, and undone as a whole.",
  },
  paths: {
    "/imports": {
      get: {
        operationId: "listImports",
        summary: "The newest imports",
        scopes: ["*:read"],
        parameters: [queryParameter("type", "Only of this kind of record.", text)],
        responses: {
          "200": answer("Imports, newest first.", {
            type: "object",
            properties: { data: { type: "array", items: ref("Import") }, page: { type: "object" } },
          }),
          ...problems("403"),
        },
      },
      post: {
        operationId: "createImport",
        summary: "Take a file in",
        scopes,
        parameters: [
          queryParameter("type", "Plural of the kind, such as contacts.", text),
          queryParameter("run", "Run at once and answer when it is done.", { type: "boolean" }),
          queryParameter("again", "Import a file although the same one was imported before.", { type: "boolean" }),
          queryParameter("plan", "A plan as JSON; the proposed one when absent.", text),
          ...["encoding", "delimiter", "quote", "sheet", "headerRow"].map((name) =>
            queryParameter(name, "Where the guess is wrong.", text),
          ),
        ],
        requestBody: { required: true, content: csv },
        responses: {
          "200": answer("Done.", ref("Import")),
          "201": answer("Taken in.", ref("Import")),
          ...problems("400", "403", "409", "422"),
        },
      },
    },
    "/imports/{id}": {
      get: step("getImport", "One import", "200", { scopes: ["*:read"] }),
      delete: step("deleteImport", "Undo an import", "202"),
    },
    "/imports/{id}/plan": {
      put: step("planImport", "Say what goes where", "200", {
        requestBody: { required: true, content: json(ref("ImportPlan")) },
      }),
    },
    "/imports/{id}/check": { post: step("checkImport", "Try without writing", "200") },
    "/imports/{id}/run": { post: step("runImport", "Begin to write", "202") },
    "/imports/{id}/undo": { post: step("undoImport", "Take back what nobody changed since", "202") },
    "/imports/{id}/errors.csv": {
      get: {
        operationId: "importErrors",
        summary: "Rows that were not written, with reasons",
        scopes: ["*:read"],
        parameters: [id],
        responses: {
          "200": { description: "A CSV file.", content: { "text/csv": { schema: text } } },
          ...problems("404"),
        },
      },
    },
  },
  schemas: {
    Import: {
      type: "object",
      required: ["id", "type", "state", "rows", "counts"],
      properties: {
        id: { type: "string", format: "uuid" },
        type: text,
        fileName: text,
        state: {
          enum: ["reading", "ready", "checked", "running", "done", "failed", "undoing", "undone", "partly_undone"],
        },
        rows: { type: "integer" },
        done: { type: "integer" },
        counts: {
          type: "object",
          properties: Object.fromEntries(
            ["created", "updated", "skipped", "errors"].map((name) => [name, { type: "integer" }]),
          ),
        },
        plan: ref("ImportPlan"),
        check: { type: ["object", "null"] },
        undoUntil: { type: ["string", "null"], format: "date-time" },
      },
    },
    ImportPlan: inlined(planSchema),
  },
};

/** Without `$defs`, which would point to the root of the document. */
function inlined({ $defs, ...schema }: typeof planSchema): JsonSchema {
  const text = JSON.stringify(schema)
    .replace('{"$ref":"#/$defs/column"}', JSON.stringify($defs.column))
    .replace('{"$ref":"#/$defs/override"}', JSON.stringify($defs.override));
  return JSON.parse(text) as JsonSchema;
}
