// What the OpenAPI document says about roles.
import {
  type ApiPart,
  answer,
  ifMatch,
  json,
  pathParameter,
  problems,
  queryParameter,
  ref,
} from "../records/api/openapi/parts.ts";
import { scopes } from "../kernel/actor.ts";

const reach = { type: "string", enum: [...scopes] } as const;

const grants = {
  type: "object",
  description:
    "Right to reach, such as deals.change: subtree. One that holds only while something is true of the record has a condition beside its reach.",
  additionalProperties: {
    anyOf: [
      reach,
      {
        type: "object",
        required: ["reach", "when"],
        properties: {
          reach,
          when: {
            type: ["string", "null"],
            description: "In the language of rules. Null is answered where it looks at a field that you do not see.",
          },
        },
        additionalProperties: false,
      },
    ],
  },
} as const;

const name = { type: "string", minLength: 1, maxLength: 80 } as const;
const one = answer("The role; the ETag is its version.", ref("Role"), {
  id: "intern",
  name: "Intern",
  version: 1,
  grants: { "contacts.read": "all" },
});
const role = pathParameter("role", { type: "string" });
const reading = ["roles:read"];
const writing = ["roles:write"];

const body = (properties: object, required: readonly string[], example: unknown) => ({
  required: true,
  content: json({ type: "object", properties, required: [...required], additionalProperties: false }, example),
});

export const roleApiPart: ApiPart = {
  tag: { name: "roles", description: "What people may." },
  paths: {
    "/api/v1/roles": {
      get: {
        operationId: "listRoles",
        summary: "All roles with what they may",
        scopes: reading,
        responses: {
          "200": answer("Every role, the built-in ones first.", {
            type: "object",
            required: ["data", "page"],
            properties: { data: { type: "array", items: ref("Role") }, page: ref("PageFacts") },
            additionalProperties: false,
          }),
          ...problems("403"),
        },
      },
      post: {
        operationId: "createRole",
        summary: "Make a role",
        description:
          "With `from` it begins with the reaches and closed fields of another role. Nobody gives more than they have.",
        scopes: writing,
        requestBody: body({ name, from: { type: "string" }, grants }, ["name"], { name: "Intern", from: "sales" }),
        responses: { "201": one, ...problems("400", "403", "422") },
      },
    },
    "/api/v1/roles/{role}": {
      get: {
        operationId: "getRole",
        summary: "One role with what it may",
        scopes: reading,
        parameters: [role],
        responses: { "200": one, ...problems("403", "404") },
      },
      patch: {
        operationId: "changeRole",
        summary: "Rename a role, and change how far its rights reach",
        description:
          "Rights that are not named stay as they are. It counts at the next request of everybody who has the role.",
        scopes: writing,
        parameters: [role, ifMatch],
        requestBody: body({ name, grants }, [], {
          grants: { "deals.export": "none", "deals.change": { reach: "team", when: "amount < 10000" } },
        }),
        responses: { "200": one, ...problems("400", "403", "404", "412", "422", "428") },
      },
      delete: {
        operationId: "removeRole",
        summary: "Take a role away",
        scopes: writing,
        parameters: [
          role,
          ifMatch,
          queryParameter("to", "The role that its people have from then on; needed when there are any.", {
            type: "string",
          }),
        ],
        responses: {
          "204": { description: "It is gone." },
          ...problems("400", "403", "404", "409", "412", "422", "428"),
        },
      },
    },
  },
  schemas: {
    Role: {
      type: "object",
      required: ["id", "name", "version", "grants"],
      properties: {
        id: { type: "string" },
        name: {
          type: ["string", "null"],
          description: "Null for the built-in roles, whose names are words of the interface.",
        },
        version: { type: "integer" },
        grants,
      },
      additionalProperties: false,
    },
  },
};
