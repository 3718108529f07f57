// What the OpenAPI document says about plugins.
import { answer, type ApiPart, json, pathParameter, problems, ref } from "../../records/api/openapi/parts.ts";
import type { JsonSchema } from "../../records/api/schema.ts";

const text: JsonSchema = { type: "string" };
const textOrNull: JsonSchema = { type: ["string", "null"] };
const ids: JsonSchema = { type: "array", items: { type: "string", format: "uuid" } };
const labels: JsonSchema = {
  type: "object",
  description: "A text by language; English is always there.",
  required: ["en"],
  additionalProperties: text,
};
const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });

const states = ["discovered", "incompatible", "missing", "installed", "enabled", "failed", "quarantined", "archived"];
const passing = ["enabling", "disabling", "upgrading", "removing"];

const audience: JsonSchema = {
  type: "object",
  description: 'Who has it: `{"everyone": true}`, or teams and people by their ids. Administrators always have it.',
  properties: { everyone: { const: true }, teams: ids, people: ids },
  additionalProperties: false,
};

const requests: JsonSchema = {
  type: "object",
  description:
    "What a plugin asks for: records of others by kind, hosts, statements of its own, mail. `{}` is nothing.",
  properties: {
    kinds: { type: "object", additionalProperties: list({ enum: ["read", "create", "change", "delete"] }) },
    hosts: list(text),
    sql: { type: "boolean" },
    mail: { type: "boolean" },
  },
  additionalProperties: false,
};

const despiteEngine: JsonSchema = {
  type: "string",
  minLength: 1,
  maxLength: 500,
  description:
    "Why it is to be on although its manifest asks for another version of the plugin API; stands in the audit trail.",
};

const enabling: JsonSchema = {
  type: "object",
  description:
    "Who has it; and in `agree` what the plugin asks for beyond what was agreed to before, as the plan says it.",
  properties: { everyone: { const: true }, teams: ids, people: ids, agree: ref("PluginRequests"), despiteEngine },
  additionalProperties: false,
};

const upgrade: JsonSchema = {
  type: "object",
  required: ["version"],
  properties: {
    version: { type: "string", description: "The one that is here, as `newer` says it." },
    agree: ref("PluginRequests"),
    despiteEngine,
  },
  additionalProperties: false,
};

const problem: JsonSchema = {
  type: "object",
  required: ["pointer", "code", "message"],
  properties: { pointer: text, code: text, message: text },
  additionalProperties: false,
};

const plugin: JsonSchema = {
  type: "object",
  required: [
    "id",
    "name",
    "description",
    "icon",
    "state",
    "version",
    "versionOn",
    "newer",
    "previous",
    "audience",
    "failure",
    "changedAt",
    "problems",
  ],
  properties: {
    id: text,
    name: labels,
    description: labels,
    icon: text,
    state: { type: "string", enum: [...states, ...passing] },
    version: { ...textOrNull, description: "Of the files that are here." },
    versionOn: { ...textOrNull, description: "That is on, or was last." },
    newer: { ...textOrNull, description: "Newer than the one that is on, and here to be upgraded to." },
    previous: { ...textOrNull, description: "That processes may still run, until all have the one that is on." },
    audience: ref("PluginAudience"),
    failure: { type: ["object", "null"], additionalProperties: true },
    changedAt: { type: ["string", "null"], format: "date-time" },
    problems: list(ref("PluginProblem")),
  },
  additionalProperties: false,
};

const plan: JsonSchema = {
  type: "object",
  required: ["plugin", "version", "lines", "asks", "problems"],
  properties: {
    plugin: text,
    version: text,
    lines: list({
      type: "object",
      required: ["what", "name", "severity"],
      properties: {
        what: text,
        name: text,
        severity: { type: "string", enum: ["safe", "breaking", "destructive"] },
        detail: text,
      },
      additionalProperties: false,
    }),
    asks: ref("PluginRequests"),
    problems: list(ref("PluginProblem")),
  },
  additionalProperties: false,
};

const scopes = ["admin:plugins"];
const byId = pathParameter("id", { type: "string", pattern: "^[a-z][a-z0-9-]{1,40}$" });
const one = answer("The plugin.", ref("Plugin"));

export const pluginsPart: ApiPart = {
  tag: { name: "plugins", description: "Modules: what there are, and switching one on and off." },
  schemas: {
    Plugin: plugin,
    PluginPlan: plan,
    PluginAudience: audience,
    PluginRequests: requests,
    PluginEnabling: enabling,
    PluginUpgrade: upgrade,
    PluginProblem: problem,
  },
  paths: {
    "/plugins": {
      get: {
        operationId: "pluginList",
        summary: "All plugins that were found or ever switched on",
        scopes,
        responses: {
          "200": answer("By name.", {
            type: "object",
            required: ["data", "page"],
            properties: { data: list(ref("Plugin")), page: ref("PageFacts") },
            additionalProperties: false,
          }),
          ...problems("403"),
        },
      },
    },
    "/plugins/{id}": {
      get: {
        operationId: "pluginGet",
        summary: "One plugin",
        parameters: [byId],
        scopes,
        responses: { "200": one, ...problems("403", "404") },
      },
      delete: {
        operationId: "pluginRemove",
        summary: "Put a plugin away that is off; its data stays",
        parameters: [byId],
        scopes,
        responses: { "204": { description: "Put away." }, ...problems("403", "404", "409") },
      },
    },
    "/plugins/{id}/plan": {
      get: {
        operationId: "pluginPlan",
        summary: "What switching a plugin on would do; changes nothing",
        parameters: [byId],
        scopes,
        responses: { "200": answer("The plan.", ref("PluginPlan")), ...problems("403", "404") },
      },
    },
    "/plugins/{id}/version": {
      put: {
        operationId: "pluginUpgrade",
        summary: "Bring a plugin that is on to the newest version that is here",
        parameters: [byId],
        scopes,
        requestBody: { required: true, content: json(ref("PluginUpgrade")) },
        responses: { "200": one, ...problems("400", "403", "404", "409", "422", "503") },
      },
    },
    "/plugins/{id}/enabling": {
      put: {
        operationId: "pluginEnable",
        summary: "Switch a plugin on, bring it up to date, or change who has it",
        parameters: [byId],
        scopes,
        requestBody: { required: true, content: json(ref("PluginEnabling")) },
        responses: { "200": one, ...problems("400", "403", "404", "409", "422", "503") },
      },
      delete: {
        operationId: "pluginDisable",
        summary: "Switch a plugin off; everything it holds is kept",
        parameters: [byId],
        scopes,
        responses: { "200": one, ...problems("403", "404", "409") },
      },
    },
  },
};
