import type { JsonSchema } from "../schema.ts";
import { answer, type ApiPart, json, pathParameter, problems, ref } from "./parts.ts";

const scopes = ["admin:fields"];
const kind = pathParameter("kind", { type: "string" });
const one = answer("What is closed of the kind to whom; the ETag is its version.", ref("FieldAccess"));
const example = { fields: { amount: { sales: "hidden" }, "custom.iban": { sales: "masked", manager: "read" } } };

const byField: JsonSchema = {
  type: "object",
  description: "Path of the field → role → mode. A role that is not named may edit the field.",
  additionalProperties: {
    type: "object",
    additionalProperties: { type: "string", enum: ["hidden", "masked", "read", "edit"] },
  },
};

/** What the document says about who may see and edit which field. */
export const accessPart: ApiPart = {
  tag: {
    name: "field-access",
    description: "Who may see and edit which field. Whoever may not see one finds no trace of it anywhere.",
  },
  paths: {
    "/field-access": {
      get: {
        operationId: "fieldAccessList",
        summary: "Who may not do everything with a field, of every kind",
        scopes,
        responses: {
          "200": answer("One per kind.", {
            type: "object",
            required: ["data", "page"],
            properties: { data: { type: "array", items: ref("FieldAccess") }, page: ref("PageFacts") },
          }),
          ...problems("403"),
        },
      },
    },
    "/field-access/{kind}": {
      get: {
        operationId: "fieldAccessGet",
        summary: "Who may not do everything with a field of a kind",
        scopes,
        parameters: [kind],
        responses: { "200": one, ...problems("403", "404") },
      },
      patch: {
        operationId: "fieldAccessChange",
        summary: "Open and close fields to roles",
        description:
          "All of the changes or none; `edit` takes a restriction away. Every process keeps to it within two seconds.",
        scopes,
        parameters: [
          kind,
          {
            name: "If-Match",
            in: "header",
            required: true,
            description: 'The version it is based on: `"v3"`.',
            schema: { type: "string" },
          },
        ],
        requestBody: {
          required: true,
          content: json(
            { type: "object", required: ["fields"], properties: { fields: byField }, additionalProperties: false },
            example,
          ),
        },
        responses: { "200": one, ...problems("400", "403", "404", "412", "422", "428") },
      },
    },
  },
  schemas: {
    FieldAccess: {
      type: "object",
      required: ["kind", "version", "fields"],
      properties: { kind: { type: "string" }, version: { type: "integer" }, fields: byField },
      additionalProperties: false,
    },
  },
};
