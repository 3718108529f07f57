import { rules } from "../../reading/rule.ts";
import type { JsonSchema } from "../schema.ts";
import { trialPaths, trialSchemas } from "./alert-trial-part.ts";
import { answer, type ApiPart, json, pathParameter, problems, queryParameter, ref } from "./parts.ts";

const text: JsonSchema = { type: "string" };
const at: JsonSchema = { type: "string", format: "date-time" };
const reading = ["audit:read", "admin:audit"];

/** What the document says of what was unusual. */
export const alertsPart: ApiPart = {
  tag: { name: "alerts", description: "Reading, exports and deletions that were unusual for whoever did them." },
  paths: {
    "/alerts": {
      get: {
        operationId: "alertList",
        summary: "What was unusual, the newest first",
        scopes: reading,
        parameters: [
          queryParameter("state", "`open`: those nobody has looked into.", { type: "string", enum: ["open", "all"] }),
        ],
        responses: {
          "200": answer("At most two hundred.", {
            type: "object",
            required: ["data", "page"],
            properties: { data: { type: "array", items: ref("Alert") }, page: ref("PageFacts") },
          }),
          ...problems("400", "403"),
        },
      },
    },
    "/alerts/{id}/seen": {
      post: {
        operationId: "alertSee",
        summary: "Say that somebody has looked into it",
        scopes: reading,
        parameters: [pathParameter("id")],
        requestBody: { required: false, content: json(ref("AlertSeen")) },
        responses: { "200": answer("The alert.", ref("Alert")), ...problems("400", "403", "404") },
      },
    },
    ...trialPaths,
  },
  schemas: {
    Alert: {
      type: "object",
      required: ["id", "at", "rule", "severity", "person", "detail", "seenAt", "seenBy", "falseAlarm"],
      properties: {
        id: { type: "string", format: "uuid" },
        at,
        rule: { type: "string", enum: Object.keys(rules) },
        severity: { type: "string", enum: ["low", "medium", "high"] },
        person: { type: "object", required: ["id", "title"], properties: { id: text, title: text } },
        detail: { type: "object", additionalProperties: true, description: "The figures it was told by." },
        seenAt: { type: ["string", "null"], format: "date-time" },
        seenBy: { type: ["string", "null"] },
        falseAlarm: { type: ["boolean", "null"], description: "What whoever looked into it says." },
      },
      additionalProperties: false,
    },
    AlertSeen: {
      type: "object",
      properties: { falseAlarm: { type: "boolean", default: false } },
      additionalProperties: false,
    },
    ...trialSchemas,
  },
};
