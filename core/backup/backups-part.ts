// What the OpenAPI document says about backups.
import { answer, type ApiPart, problems, ref } from "../records/api/openapi/parts.ts";
import type { JsonSchema } from "../records/api/schema.ts";

const text: JsonSchema = { type: "string" };
const at: JsonSchema = { type: "string", format: "date-time" };
const count: JsonSchema = { type: "integer", minimum: 0 };
const scopes = ["backups:write", "admin:backups"];

const object = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: "object",
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});

const drill = object({
  ok: { type: "boolean" },
  tables: { type: "array", items: text, description: "Those that came back other than they went in." },
  auditDamage: count,
});

export const backupsPart: ApiPart = {
  tag: { name: "backups", description: "Backups of database and files, made beside everybody's work." },
  schemas: {
    Backup: object({
      name: text,
      createdAt: at,
      bytes: count,
      tables: count,
      rows: count,
      files: count,
      drilledAt: {
        type: ["string", "null"],
        format: "date-time",
        description: "When it was last restored for a test.",
      },
      drill: { anyOf: [drill, { type: "null" }] },
    }),
    BackupProgress: object({ name: text, startedAt: at, tables: count, ofTables: count, bytes: count }),
  },
  paths: {
    "/backups": {
      get: {
        operationId: "backupList",
        summary: "All backups, and how far one is that is being made",
        scopes,
        responses: {
          "200": answer("The newest first.", {
            type: "object",
            required: ["data", "page", "progress"],
            properties: {
              data: { type: "array", items: ref("Backup") },
              page: ref("PageFacts"),
              progress: { anyOf: [ref("BackupProgress"), { type: "null" }] },
            },
          }),
          ...problems("403"),
        },
      },
      post: {
        operationId: "backupCreate",
        summary: "Have a backup made",
        description: "It is made in the background; one at a time.",
        scopes,
        responses: { "202": answer("It will be made.", object({ queued: { type: "boolean" } })), ...problems("403") },
      },
    },
  },
};
