// What the document says about definitions, views and the feed of changes.
import type { JsonSchema } from "../schema.ts";
import { answer, type ApiPart, json, pathParameter, problems, queryParameter, ref } from "./parts.ts";

const anything: JsonSchema = { type: "object", additionalProperties: true };
const kind = queryParameter("kind", "Name of the kind, such as `deal`.", { type: "string" });
const list = (description: string): JsonSchema =>
  answer(description, {
    type: "object",
    required: ["data", "page"],
    properties: { data: { type: "array", items: anything }, page: ref("PageFacts") },
  });

export const metaPart: ApiPart = {
  tag: { name: "definitions", description: "Fields, schemas, views, and everything that happened." },
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
        parameters: [pathParameter("kind", { type: "string" })],
        scopes: [],
        responses: { "200": answer("JSON Schema 2020-12.", anything), ...problems("404") },
      },
    },
    "/fields": {
      get: {
        operationId: "fieldList",
        summary: "Fields that were added to a kind",
        parameters: [kind],
        scopes: [],
        responses: { "200": list("In their order."), ...problems("400", "403", "404") },
      },
      post: {
        operationId: "fieldDefine",
        summary: "Add a field",
        scopes: ["admin:fields"],
        requestBody: {
          required: true,
          content: json({
            type: "object",
            required: ["kind", "key", "schema"],
            properties: { kind: { type: "string" }, key: { type: "string" }, schema: anything },
            additionalProperties: false,
          }),
        },
        responses: { "201": answer("The field.", anything), ...problems("400", "403", "404", "409", "422") },
      },
    },
    "/fields/{id}": {
      patch: {
        operationId: "fieldChange",
        summary: "Change, hide or bring back a field",
        scopes: ["admin:fields"],
        parameters: [pathParameter("id")],
        requestBody: {
          required: true,
          content: json({
            type: "object",
            properties: { schema: anything, state: { type: "string", enum: ["active", "archived"] } },
            additionalProperties: false,
          }),
        },
        responses: { "204": { description: "Done." }, ...problems("400", "403", "404", "422") },
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
