// What the OpenAPI document says about duplicates and merging.
import {
  answer,
  type ApiPart,
  json,
  type OpenOperation,
  pathParameter,
  problems,
  queryParameter,
  ref,
} from "../records/api/openapi/parts.ts";
import type { JsonSchema } from "../records/api/schema.ts";

const list: JsonSchema = {
  type: "object",
  required: ["data"],
  properties: { data: { type: "array", items: ref("Duplicate") } },
  additionalProperties: false,
};

const reasons = ["email", "tax_id", "phone", "name_and_city", "name_and_company", "last_name_and_domain"];

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

const pair = {
  records: [
    { id: twin.id, name: "Ana Koleva" },
    { id: "0198c0de-0000-7000-8000-000000000002", name: "Anna Koleva" },
  ],
  score: 1,
  reason: "email",
};

const listing = (one: string, plural: string): OpenOperation => ({
  operationId: `list${one}Duplicates`,
  summary: "Pairs of records that look alike",
  description:
    "The most certain first, found in the background within a minute or so of what was written; of each pair the older record comes first. Only pairs of which you may see both, and none that somebody said are two. Needs the right to merge.",
  scopes: [`${plural}:read`],
  parameters: [
    queryParameter("limit", "Pairs of a page; 50 unless said.", { type: "integer", minimum: 1, maximum: 100 }),
    queryParameter("after", "Where the page before ended: its `page.next`.", { type: "string" }),
  ],
  responses: {
    "200": answer("A page of pairs.", pairs, { data: [pair], page: { next: null } }),
    ...problems("400", "403"),
  },
});

const pairs: JsonSchema = {
  type: "object",
  required: ["data", "page"],
  properties: {
    data: { type: "array", items: ref("DuplicatePair") },
    page: {
      type: "object",
      required: ["next"],
      properties: { next: { type: ["string", "null"] } },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

const done = { "204": { description: "Done, or it was so already." }, ...problems("400", "403", "404") };

const telling = (many: string, plural: string) => ({
  put: {
    operationId: `keep${many}Apart`,
    summary: "Say that two records are not duplicates",
    description: "They are never proposed again, neither in the list of pairs nor when one of them is changed.",
    scopes: [`${plural}:write`],
    parameters: [pathParameter("id"), pathParameter("other")],
    responses: done,
  },
  delete: {
    operationId: `stopKeeping${many}Apart`,
    summary: "Take that back",
    scopes: [`${plural}:write`],
    parameters: [pathParameter("id"), pathParameter("other")],
    responses: done,
  },
});

/** Its paths and schemas. */
export const contactsPart: ApiPart = {
  tag: {
    name: "duplicates",
    description: "Records that are here twice: found before they are written, merged afterwards.",
  },
  paths: {
    "/contacts/duplicates": { get: listing("Contact", "contacts"), post: asking("Contact", "contacts") },
    "/companies/duplicates": { get: listing("Company", "companies"), post: asking("Company", "companies") },
    "/contacts/{id}/distinctions/{other}": telling("Contacts", "contacts"),
    "/companies/{id}/distinctions/{other}": telling("Companies", "companies"),
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
        reason: { enum: reasons },
        blocks: { type: "boolean", description: "From 0.9 on: saving needs a duplicateReason." },
      },
      additionalProperties: false,
    },
    DuplicatePair: {
      type: "object",
      required: ["records", "score", "reason"],
      properties: {
        records: {
          type: "array",
          minItems: 2,
          maxItems: 2,
          items: {
            type: "object",
            required: ["id", "name"],
            properties: { id: { type: "string", format: "uuid" }, name: { type: ["string", "null"] } },
            additionalProperties: false,
          },
        },
        score: { type: "number", minimum: 0.7, maximum: 1 },
        reason: { enum: reasons },
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
