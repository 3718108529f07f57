// What the document says about fields: adding and changing them, and where they are used.
import type { JsonSchema } from "../schema.ts";
import { listOf, recordBody } from "./definition-parts.ts";
import { answer, type ApiPart, ifMatch, pathParameter, problems, queryParameter, ref } from "./parts.ts";

const anything: JsonSchema = { type: "object", additionalProperties: true };
const text: JsonSchema = { type: "string" };
const label: JsonSchema = { type: ["string", "object"], description: "One text, or texts by language." };
const scopes = ["admin:fields"];
const id = pathParameter("id");

const edit: JsonSchema = {
  key: { ...text, description: "The old key goes on working in filters, sorts and input." },
  schema: { ...anything, description: "The whole schema; its type stays." },
  label,
  help: { ...label, type: ["string", "object", "null"] },
  options: { type: "array", items: anything, description: "An option that records have cannot be left out." },
  indexed: { type: "boolean", description: "Fast to filter and to sort by; built in the background." },
  unique: { type: "boolean", description: "No two living records have the same value." },
  position: { type: "integer", minimum: 1 },
  state: { type: "string", enum: ["active", "archived"] },
};

const one = answer("The field as it is now.", ref("Field"));

export const fieldsPart: ApiPart = {
  tag: { name: "fields", description: "Fields of this installation, from their first day to their last." },
  schemas: {
    Field: {
      type: "object",
      required: ["id", "kind", "key", "aliases", "schema", "position", "state", "version"],
      properties: {
        id: { type: "string", format: "uuid" },
        kind: text,
        storage: { ...text, description: "Names the columns; never changes." },
        key: text,
        aliases: { type: "array", items: text, description: "Keys it had before, which still work." },
        owner: text,
        schema: anything,
        position: { type: "integer" },
        state: { type: "string", enum: ["active", "archived"] },
        archivedAt: { type: ["string", "null"], format: "date-time" },
        version: { type: "integer" },
      },
    },
    FieldIndex: {
      type: "object",
      required: ["state", "unique", "percent", "failure"],
      properties: {
        state: { type: "string", enum: ["none", "building", "ready", "failed", "dropping"] },
        unique: { type: "boolean" },
        percent: { type: ["integer", "null"], description: "0 to 100 while it is being built." },
        failure: {
          type: ["object", "null"],
          properties: {
            code: { type: "string", enum: ["duplicates", "value_too_long"] },
            duplicates: {
              type: "array",
              items: {
                type: "object",
                properties: { value: {}, records: { type: "array", items: { type: "string", format: "uuid" } } },
              },
            },
          },
        },
      },
    },
    FieldUse: {
      type: "object",
      required: ["place", "name", "link"],
      properties: { place: text, name: text, link: { type: ["string", "null"] } },
    },
  },
  paths: {
    "/fields": {
      get: {
        operationId: "fieldList",
        summary: "Fields that were added to a kind",
        parameters: [queryParameter("kind", "Name of the kind, such as `deal`.", text)],
        scopes: [],
        responses: { "200": answer("In their order.", listOf(ref("Field"))), ...problems("400", "403", "404") },
      },
      post: {
        operationId: "fieldDefine",
        summary: "Add a field",
        scopes,
        requestBody: recordBody({ kind: text, key: text, schema: anything }, ["kind", "key", "schema"]),
        responses: { "201": one, ...problems("400", "403", "404", "409", "422") },
      },
    },
    "/fields/{id}": {
      get: {
        operationId: "fieldGet",
        summary: "One field",
        scopes: [],
        parameters: [id],
        responses: { "200": one, ...problems("403", "404") },
      },
      patch: {
        operationId: "fieldChange",
        summary: "Rename, move, change, hide or bring back a field",
        scopes,
        parameters: [id, ifMatch],
        requestBody: recordBody(edit),
        responses: { "200": one, ...problems("400", "403", "404", "409", "412", "422", "428") },
      },
      delete: {
        operationId: "fieldArchive",
        summary: "Hide a field everywhere; its values are kept for 30 days",
        scopes,
        parameters: [
          id,
          ifMatch,
          queryParameter("permanent", "True: drop a hidden field with its values now.", { type: "boolean" }),
          queryParameter("key", "With `permanent`: the field's key, typed by whoever means it.", text),
        ],
        responses: {
          "200": one,
          "204": { description: "It is gone for good." },
          ...problems("403", "404", "409", "412", "422", "428"),
        },
      },
    },
    "/fields/{id}/index": {
      get: {
        operationId: "fieldIndex",
        summary: "How far the index of a field is, and what keeps it from being unique",
        scopes,
        parameters: [id],
        responses: { "200": answer("State of the index.", ref("FieldIndex")), ...problems("403", "404") },
      },
      post: {
        operationId: "fieldIndexAgain",
        summary: "Build an index again that failed, after its cause has been corrected",
        scopes,
        parameters: [id],
        responses: { "202": answer("State of the index.", ref("FieldIndex")), ...problems("403", "404") },
      },
    },
    "/fields/{id}/uses": {
      get: {
        operationId: "fieldUses",
        summary: "Views, stages, imports and other places that use a field",
        scopes,
        parameters: [id],
        responses: { "200": answer("Where it is used.", listOf(ref("FieldUse"))), ...problems("403", "404") },
      },
    },
  },
};
