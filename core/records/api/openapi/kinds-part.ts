// What the document says about kinds that administrators define.
import { languages } from "../../../i18n/languages.ts";
import { iconNames } from "../../own-kinds/icons.ts";
import type { JsonSchema } from "../schema.ts";
import { answer, type ApiPart, json, pathParameter, problems, queryParameter, ref } from "./parts.ts";

const words: JsonSchema = {
  type: "object",
  description: "A word by language; one at least.",
  properties: Object.fromEntries(
    languages.map((language) => [language, { type: "string", minLength: 1, maxLength: 60 }]),
  ),
  minProperties: 1,
  additionalProperties: false,
};
const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema["type"], "null"] });
const path: JsonSchema = { type: "string", pattern: "^(custom\\.)?[a-z][a-zA-Z0-9_]{0,60}$" };

const plan: Readonly<Record<string, JsonSchema>> = {
  one: words,
  many: words,
  titleLabel: { ...orNull(words), description: "What the field `name` is called; null for the usual word." },
  icon: { type: "string", enum: iconNames },
  owned: {
    type: "boolean",
    description: "True: each record has an owner, and rights reach own, team or all. False: shared.",
  },
  menu: orNull({ type: "integer", minimum: 0, maximum: 10_000, description: "Place in the menu; null: not in it." }),
  newKey: orNull({ type: "string", pattern: "^[a-z]$", description: "Letter after `c` and `g`." }),
  listColumns: { type: "array", items: path, maxItems: 30 },
  boardField: orNull({ ...path, description: "Choice field whose options are the columns of the board." }),
};
const name: JsonSchema = { type: "string", pattern: "^[a-z][a-z0-9_]{0,40}$" };
const plural: JsonSchema = { type: "string", pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", maxLength: 60 };

const kind: JsonSchema = {
  type: "object",
  required: ["id", "name", "plural", "version", "state", "archivedAt", ...Object.keys(plan)],
  properties: {
    id: { type: "string", format: "uuid" },
    name,
    plural,
    version: { type: "integer" },
    state: { type: "string", enum: ["active", "archived"] },
    archivedAt: { type: ["string", "null"], format: "date-time" },
    ...plan,
  },
  additionalProperties: false,
};

const input: JsonSchema = {
  type: "object",
  required: ["name", "plural", "one", "many"],
  properties: {
    name,
    plural,
    ...plan,
    fields: {
      type: "array",
      description: "Fields that are made along with it, as for `POST /fields`.",
      maxItems: 100,
      items: {
        type: "object",
        required: ["key", "schema"],
        properties: { key: { type: "string" }, schema: { type: "object", additionalProperties: true } },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

const change: JsonSchema = {
  type: "object",
  description: "Words of the definition, or a state alone.",
  properties: { ...plan, state: { type: "string", enum: ["active", "archived"] } },
  additionalProperties: false,
};

const scopes = ["admin:kinds"];
const byName = pathParameter("name", name);
const ifMatch: JsonSchema = {
  name: "If-Match",
  in: "header",
  required: true,
  description: 'The version it is based on: `"v3"`, or `*`.',
  schema: { type: "string" },
};
const one = answer("The kind.", ref("Kind"));

export const kindsPart: ApiPart = {
  tag: {
    name: "kinds",
    description: "Kinds of record that administrators define. Their records stand under /api/v1/objects/.",
  },
  schemas: { Kind: kind, KindInput: input, KindChange: change },
  paths: {
    "/kinds": {
      get: {
        operationId: "kindList",
        summary: "Kinds that administrators defined",
        scopes: [],
        responses: {
          "200": answer("Those the caller may read; all, archived ones too, with the right to define them.", {
            type: "object",
            required: ["data", "page"],
            properties: { data: { type: "array", items: ref("Kind") }, page: ref("PageFacts") },
            additionalProperties: false,
          }),
          ...problems(),
        },
      },
      post: {
        operationId: "kindDefine",
        summary: "Define a kind",
        scopes,
        requestBody: { required: true, content: json(ref("KindInput")) },
        responses: { "201": one, ...problems("400", "403", "409", "422") },
      },
    },
    "/kinds/{name}": {
      get: {
        operationId: "kindGet",
        summary: "One kind",
        parameters: [byName],
        scopes: [],
        responses: { "200": one, ...problems("404") },
      },
      patch: {
        operationId: "kindChange",
        summary: "Change, put away or bring back a kind",
        parameters: [byName, ifMatch],
        scopes,
        requestBody: { required: true, content: json(ref("KindChange")) },
        responses: { "200": one, ...problems("400", "403", "404", "409", "412", "422", "428") },
      },
      delete: {
        operationId: "kindRemove",
        summary: "Put a kind away, or erase it with all its records",
        description: "Erasing needs the name typed again, and 30 days since it was put away.",
        parameters: [
          byName,
          { ...ifMatch, required: false, description: "Needed to put it away." },
          queryParameter("permanent", "Erase it for good.", { type: "boolean" }),
          queryParameter("name", "Its name, typed again.", { type: "string" }),
        ],
        scopes,
        responses: {
          "200": one,
          "204": { description: "Erased." },
          ...problems("403", "404", "409", "412", "422", "428"),
        },
      },
    },
  },
};
