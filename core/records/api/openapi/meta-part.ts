// What the document says about definitions, views and the feed of changes.
import type { JsonSchema } from "../schema.ts";
import { answer, type ApiPart, pathParameter, problems, queryParameter, ref } from "./parts.ts";

const anything: JsonSchema = { type: "object", additionalProperties: true };
const kind = queryParameter("kind", "Name of the kind, such as `deal`.", { type: "string" });
const list = (description: string): JsonSchema =>
  answer(description, {
    type: "object",
    required: ["data", "page"],
    properties: { data: { type: "array", items: anything }, page: ref("PageFacts") },
  });

export const metaPart: ApiPart = {
  tag: { name: "definitions", description: "Schemas, views, and everything that happened." },
  paths: {
    "/openapi.json": {
      get: {
        operationId: "openapi",
        summary: "This document",
        scopes: [],
        responses: { "200": answer("OpenAPI 3.1.", anything), ...problems() },
      },
    },
    "/schemas/{kind}": {
      get: {
        operationId: "schemaGet",
        summary: "JSON Schema of a kind",
        parameters: [
          pathParameter("kind", { type: "string" }),
          queryParameter("for", "Absent for what is answered; otherwise for what is sent.", {
            type: "string",
            enum: ["create", "change"],
          }),
        ],
        scopes: [],
        responses: { "200": answer("JSON Schema 2020-12.", anything), ...problems("400", "404") },
      },
    },
    "/views": {
      get: {
        operationId: "viewList",
        summary: "Saved views of a kind",
        parameters: [kind],
        scopes: [],
        responses: { "200": list("Those the caller may open."), ...problems("400", "404") },
      },
    },
    "/definition-changes": {
      get: {
        operationId: "definitionChangeList",
        summary: "Who defined what: fields, kinds, rules, layouts, access, words",
        scopes: ["admin:fields"],
        parameters: [
          queryParameter("kind", "Only what shapes this kind.", { type: "string" }),
          queryParameter("before", "`page.next` of the call before.", { type: "string" }),
        ],
        responses: { "200": list("Fifty changes, the newest first."), ...problems("400", "403") },
      },
    },
    "/changes": {
      get: {
        operationId: "changeFeed",
        summary: "Everything that happened, in order",
        scopes: [],
        parameters: [
          queryParameter("after", "Cursor of the call before.", { type: "string" }),
          queryParameter("types", "Such as `deal.*,contact.created`.", { type: "string" }),
        ],
        responses: { "200": list("At most 200 lines; ask again with `page.next`."), ...problems("400") },
      },
    },
  },
};
