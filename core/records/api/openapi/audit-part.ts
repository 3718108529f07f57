import type { JsonSchema } from "../schema.ts";
import { answer, type ApiPart, problems, queryParameter, ref } from "./parts.ts";

const text: JsonSchema = { type: "string" };
const maybe: JsonSchema = { type: ["string", "null"] };
const asked = (name: string, description: string): JsonSchema => queryParameter(name, description, text);

/** What the document says about the audit trail. */
export const auditPart: ApiPart = {
  tag: { name: "audit", description: "Who did what, when, from where. Reading it is written down in it, too." },
  paths: {
    "/audit": {
      get: {
        operationId: "auditList",
        summary: "What was done, the newest first",
        description: "A hundred lines at a time. Values of fields are in the records’ histories, behind their rights.",
        scopes: ["audit:read", "admin:audit"],
        parameters: [
          asked("actor", "Id of whoever did it."),
          asked("kind", "A kind of record, or a thing of the office such as `session`, `token`, `role`."),
          asked("record", "Id of what it was done to."),
          asked("field", "Path of a field that was written or looked at."),
          asked("action", "Such as `record.changed`, `session.started`, `list.exported`."),
          asked("source", "The door: `page`, `api`, `import`, `job`, `cli`, `setup`."),
          asked("from", "A day, or a moment with its offset."),
          asked("until", "A day, which counts, or a moment, which does not."),
          asked("after", "`next` of the page before."),
        ],
        responses: {
          "200": answer("One page.", {
            type: "object",
            required: ["data", "page"],
            properties: { data: { type: "array", items: ref("AuditLine") }, page: ref("PageFacts") },
          }),
          ...problems("400", "403"),
        },
      },
    },
  },
  schemas: {
    AuditLine: {
      type: "object",
      required: ["part", "seq", "at", "actorId", "actorName", "source", "action", "fields"],
      properties: {
        part: { type: "string", enum: ["change", "event"] },
        seq: text,
        at: { type: "string", format: "date-time" },
        actorId: text,
        actorName: text,
        actingFor: maybe,
        source: text,
        address: maybe,
        action: text,
        kind: maybe,
        recordId: maybe,
        version: { type: ["integer", "null"] },
        cause: maybe,
        requestId: maybe,
        fields: { type: "array", items: text },
        detail: { type: ["object", "null"], additionalProperties: true },
      },
      additionalProperties: false,
    },
  },
};
