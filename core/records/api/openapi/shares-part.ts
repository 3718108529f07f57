import type { JsonSchema } from "../schema.ts";
import { type ApiPart, ref } from "./parts.ts";

const named: JsonSchema = {
  type: "object",
  required: ["id", "title"],
  properties: { id: { type: "string", format: "uuid" }, title: { type: "string" } },
};
const access: JsonSchema = { type: "string", enum: ["read", "edit"] };

/** What the document says of records that are given to somebody; their paths stand with each kind. */
export const sharesPart: ApiPart = {
  tag: { name: "shares", description: "Single records that are given to a person or a team for a while." },
  paths: {},
  schemas: {
    Share: {
      type: "object",
      required: ["id", "person", "team", "access", "until", "givenBy", "givenAt", "holds"],
      properties: {
        id: { type: "string", format: "uuid" },
        person: { anyOf: [named, { type: "null" }] },
        team: { anyOf: [named, { type: "null" }] },
        access,
        until: { type: ["string", "null"], format: "date-time", description: "Null: until somebody ends it." },
        givenBy: named,
        givenAt: { type: "string", format: "date-time" },
        holds: {
          type: "boolean",
          description: "False while whoever gave it may not do as much themselves: then it opens nothing.",
        },
      },
      additionalProperties: false,
    },
    SharePage: {
      type: "object",
      required: ["data", "page"],
      properties: { data: { type: "array", items: ref("Share") }, page: ref("PageFacts") },
      additionalProperties: false,
    },
    ShareInput: {
      type: "object",
      description: "To a person or to a team.",
      properties: {
        person: { type: ["string", "null"], format: "uuid" },
        team: { type: ["string", "null"], format: "uuid" },
        access: { ...access, default: "read" },
        until: { type: ["string", "null"], format: "date", description: "The last day." },
      },
      additionalProperties: false,
    },
  },
};
