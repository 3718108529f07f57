import { scopes } from "../../../kernel/actor.ts";
import { modes } from "../../access/mode.ts";
import type { JsonSchema } from "../schema.ts";
import type { ApiPart } from "./parts.ts";

const named: JsonSchema = {
  type: "object",
  required: ["id", "title"],
  properties: { id: { type: "string", format: "uuid" }, title: { type: "string" } },
};
const reach: JsonSchema = { type: "string", enum: [...scopes] };

const when: JsonSchema = {
  type: ["string", "null"],
  description: "What has to be true of the record. Null where it looks at a field that you do not see.",
};

const action: JsonSchema = {
  type: "object",
  required: ["permission", "allowed", "reach", "because", "roles", "path", "givenBy"],
  properties: {
    permission: { type: "string" },
    allowed: { type: "boolean" },
    reach,
    because: {
      type: "string",
      enum: ["role", "reader", "share", "no_right", "out_of_reach", "condition", "no_module"],
    },
    roles: {
      type: "array",
      items: { type: "object", required: ["role", "reach"], properties: { role: { type: "string" }, reach, when } },
    },
    path: {
      type: "array",
      description: "From a team of the person down to the owner's.",
      items: { ...named, properties: { ...(named["properties"] as object), manager: { type: ["string", "null"] } } },
    },
    givenBy: { anyOf: [named, { type: "null" }] },
  },
};

const mode: JsonSchema = { type: "string", enum: [...modes] };

const closed: JsonSchema = {
  type: "object",
  required: ["field", "mode", "roles"],
  properties: {
    field: { type: "string" },
    mode,
    roles: {
      type: "array",
      items: { type: "object", required: ["role", "mode"], properties: { role: { type: "string" }, mode } },
    },
  },
};

/** What the document says of why somebody may do something; the paths stand with each kind. */
export const whyPart: ApiPart = {
  tag: { name: "access", description: "Why somebody may do something with a record, or not." },
  paths: {},
  schemas: {
    Explanation: {
      type: "object",
      required: ["person", "actions", "fields"],
      properties: {
        person: named,
        actions: { type: "array", items: action },
        fields: { type: "array", items: closed },
      },
      additionalProperties: false,
    },
  },
};
