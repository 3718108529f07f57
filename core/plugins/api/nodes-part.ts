// What the OpenAPI document says about the processes of an installation.
import { answer, type ApiPart, problems, ref } from "../../records/api/openapi/parts.ts";
import type { JsonSchema } from "../../records/api/schema.ts";

const text: JsonSchema = { type: "string" };
const textOrNull: JsonSchema = { type: ["string", "null"] };
const scopes = ["admin:plugins"];
const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });

const node: JsonSchema = {
  type: "object",
  required: ["node", "name", "startedAt", "seenAt", "isSilent", "behind", "differences"],
  properties: {
    node: { type: "string", format: "uuid" },
    name: { type: "string", description: "Machine and process id." },
    startedAt: { type: "string", format: "date-time" },
    seenAt: { type: "string", format: "date-time" },
    isSilent: { type: "boolean", description: "Taken for dead." },
    behind: { type: "integer", description: "Decisions that it has not followed yet." },
    differences: list({
      type: "object",
      required: ["plugin", "wanted", "here", "state", "failure"],
      properties: {
        plugin: text,
        wanted: textOrNull,
        here: textOrNull,
        state: { type: "string", enum: ["on", "failed", "missing", "not_loaded"] },
        failure: { type: ["object", "null"], additionalProperties: true },
      },
      additionalProperties: false,
    }),
  },
  additionalProperties: false,
};

export const nodesPart: ApiPart = {
  tag: { name: "plugin-nodes", description: "Processes, and what each has of the plugins that are on." },
  schemas: { PluginNode: node },
  paths: {
    "/plugin-nodes": {
      get: {
        operationId: "pluginNodeList",
        summary: "Every process, with what it has not of what is wanted",
        scopes,
        responses: {
          "200": answer("The oldest first.", {
            type: "object",
            required: ["data", "page"],
            properties: { data: list(ref("PluginNode")), page: ref("PageFacts") },
            additionalProperties: false,
          }),
          ...problems("403"),
        },
      },
    },
  },
};
