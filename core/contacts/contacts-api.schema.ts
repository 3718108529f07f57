// What the OpenAPI document says about duplicates and merging.
import {
  answer,
  type ApiPart,
  json,
  type OpenOperation,
  pathParameter,
  problems,
  ref,
} from "../records/api/openapi/parts.ts";
import type { JsonSchema } from "../records/api/schema.ts";

const list: JsonSchema = {
  type: "object",
  required: ["data"],
  properties: { data: { type: "array", items: ref("Duplicate") } },
  additionalProperties: false,
};

const twin = {
  id: "0198c0de-0000-7000-8000-000000000001",
  name: "Ana Koleva",
  owner: "Ivan Petrov",
  score: 1,
  reason: "email",
  blocks: true,
};

const asking = (one: string, plural: string): OpenOperation => ({
  operationId: `findDuplicatesOf${one}`,
  summary: "Which records these values may repeat",
  description: "The most certain first. A record you may not see has no id and no name, only its owner to ask.",
  scopes: [`${plural}:write`],
  requestBody: {
    required: true,
    content: json(ref(`${one}Change`), { name: "Ana Koleva", email: "ana@kolev.example" }),
  },
  responses: { "200": answer("What is alike from 0.7 on.", list, { data: [twin] }), ...problems("400", "403", "422") },
});

const merging = (one: string, plural: string): OpenOperation => ({
  operationId: `merge${one}`,
  summary: "Make another record part of this one",
  description:
    "References and ids of other systems move along, the other record's address leads here, and the operation can be undone.",
  scopes: [`${plural}:write`],
  parameters: [pathParameter("id")],
  requestBody: { required: true, content: json(ref("Merge"), { loser: twin.id, choices: { phone: "loser" } }) },
  responses: { "200": answer("The record as it is now.", ref(one)), ...problems("400", "403", "404", "409") },
});

/** Its paths and schemas. */
export const contactsPart: ApiPart = {
  tag: {
    name: "duplicates",
    description: "Records that are here twice: found before they are written, merged afterwards.",
  },
  paths: {
    "/contacts/duplicates": { post: asking("Contact", "contacts") },
    "/companies/duplicates": { post: asking("Company", "companies") },
    "/contacts/{id}/merge": { post: merging("Contact", "contacts") },
    "/companies/{id}/merge": { post: merging("Company", "companies") },
  },
  schemas: {
    Duplicate: {
      type: "object",
      required: ["id", "name", "owner", "score", "reason", "blocks"],
      properties: {
        id: { type: ["string", "null"], format: "uuid" },
        name: { type: ["string", "null"] },
        owner: { type: ["string", "null"], description: "Name of the person to ask." },
        score: { type: "number", minimum: 0.7, maximum: 1 },
        reason: { enum: ["email", "tax_id", "phone", "name_and_city", "name_and_company", "last_name_and_domain"] },
        blocks: { type: "boolean", description: "From 0.9 on: saving needs a duplicateReason." },
      },
      additionalProperties: false,
    },
    Merge: {
      type: "object",
      required: ["loser"],
      properties: {
        loser: { type: "string", format: "uuid", description: "The record that becomes part of the one in the path." },
        choices: {
          type: "object",
          description: "By field; without a choice the record in the path keeps its value.",
          additionalProperties: { enum: ["winner", "loser"] },
        },
      },
      additionalProperties: false,
    },
  },
};
