// What the OpenAPI document says about who uses a module.
import { answer, type ApiPart, pathParameter, problems, ref } from "../../records/api/openapi/parts.ts";
import type { JsonSchema } from "../../records/api/schema.ts";

const text: JsonSchema = { type: "string" };
const count = (description: string): JsonSchema => ({ type: "integer", minimum: 0, description });
const object = (properties: Readonly<Record<string, JsonSchema>>, more: object = {}): JsonSchema => ({
  type: "object",
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
  ...more,
});

const action = object({
  id: { ...text, description: "As the manifest says it." },
  people: count("How many did it in these days."),
  times: count("How often it was done in these days."),
});

const eligible = count("Those who have the module: it is on for them, and their role allows something of it.");
const active = count("Those of them who used it in these days.");

const team = object({
  team: {
    oneOf: [object({ id: { type: "string", format: "uuid" }, name: text }), { type: "null" }],
    description: "Null for those without a team.",
  },
  eligible,
  active,
  since: { type: ["string", "null"], format: "date", description: "Day on which the first of them used it, ever." },
  actions: { type: "array", items: action },
});

const myUse = object({
  plugin: text,
  days: count("Days that are looked back."),
  actions: {
    type: "array",
    items: object({
      id: { ...text, description: "As the manifest says it." },
      times: count("How often the caller did it in these days."),
      last: { type: ["string", "null"], format: "date", description: "Last day of these on which they did." },
    }),
  },
});

const adoption = object({
  days: count("Days that are looked back."),
  target: { type: ["integer", "null"], description: "Percent of those who have it that are to use it." },
  eligible,
  active,
  teams: { type: "array", items: team },
});

export const adoptionPart: ApiPart = {
  tag: { name: "plugin-adoption", description: "Who uses modules, by team: how often, never what." },
  schemas: { PluginAdoption: adoption, MyUse: myUse },
  paths: {
    "/me/usage": {
      get: {
        operationId: "myUsage",
        summary: "How often the caller used their modules; nobody else is told it",
        scopes: [],
        responses: {
          "200": answer("Every module of theirs that counts something.", {
            ...object({ data: { type: "array", items: ref("MyUse") }, page: ref("PageFacts") }),
          }),
          ...problems(),
        },
      },
    },
    "/plugins/{id}/adoption": {
      get: {
        operationId: "pluginAdoption",
        summary: "Who of those that have a module uses it, by team",
        parameters: [pathParameter("id", { type: "string", pattern: "^[a-z][a-z0-9-]{1,40}$" })],
        scopes: ["admin:plugins"],
        responses: { "200": answer("By the names of teams.", ref("PluginAdoption")), ...problems("403", "404") },
      },
    },
  },
};
