// What the OpenAPI document says about the settings of plugins.
import { answer, type ApiPart, ifMatch, json, pathParameter, problems, ref } from "../../records/api/openapi/parts.ts";
import type { JsonSchema } from "../../records/api/schema.ts";

const values = (description: string): JsonSchema => ({ type: "object", description, additionalProperties: true });

const settings: JsonSchema = {
  type: "object",
  required: ["values", "otherwise", "secrets"],
  properties: {
    values: values("What is set here, by key; null where nothing is."),
    otherwise: values("What holds where nothing is set here: what was set more widely, or the default."),
    secrets: {
      type: "object",
      description: "Which secrets are set here. Nobody reads them again.",
      additionalProperties: { type: "boolean" },
    },
  },
  additionalProperties: false,
};

const byId = pathParameter("id", { type: "string", pattern: "^[a-z][a-z0-9-]{1,40}$" });
const byTeam = pathParameter("team", { type: "string", format: "uuid" });
const sent = values("Key to value; null takes back what was set.");

interface Place {
  readonly name: string;
  readonly whose: string;
  readonly parameters: readonly JsonSchema[];
  readonly scopes: readonly string[];
}

const at = ({ name, whose, parameters, scopes }: Place): ApiPart["paths"][string] => ({
  get: {
    operationId: `pluginSettings${name}`,
    summary: `What is set of a plugin ${whose}`,
    parameters,
    scopes,
    responses: { "200": answer("The settings.", ref("PluginSettings")), ...problems("403", "404") },
  },
  patch: {
    operationId: `pluginSettings${name}Change`,
    summary: `Set something of a plugin ${whose}`,
    parameters: [...parameters, ifMatch],
    scopes,
    requestBody: { required: true, content: json(sent) },
    responses: {
      "200": answer("The settings.", ref("PluginSettings")),
      ...problems("400", "403", "404", "412", "422", "428"),
    },
  },
});

const admin = ["admin:plugins"];

export const settingsPart: ApiPart = {
  tag: { name: "plugin-settings", description: "What can be set of modules." },
  schemas: { PluginSettings: settings },
  paths: {
    "/plugins/{id}/settings": at({ name: "", whose: "for everybody", parameters: [byId], scopes: admin }),
    "/plugins/{id}/settings/teams/{team}": at({
      name: "OfTeam",
      whose: "for a team",
      parameters: [byId, byTeam],
      scopes: admin,
    }),
    "/plugins/{id}/settings/me": at({ name: "Mine", whose: "for oneself", parameters: [byId], scopes: [] }),
  },
};
