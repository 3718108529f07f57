import { ruleNames } from "../../reading/rule.ts";
import { MOST_DAYS } from "../../reading/trial/trials.ts";
import type { JsonSchema } from "../schema.ts";
import { answer, type ApiPart, json, problems, ref } from "./parts.ts";

const text: JsonSchema = { type: "string" };
const at: JsonSchema = { type: "string", format: "date-time" };
const count: JsonSchema = { type: "integer", minimum: 0 };
const rule: JsonSchema = { type: "string", enum: [...ruleNames] };
const alert: JsonSchema = {
  type: "object",
  required: ["id", "seenAt", "falseAlarm"],
  properties: {
    id: { type: "string", format: "uuid" },
    seenAt: { type: ["string", "null"], format: "date-time" },
    falseAlarm: { type: ["boolean", "null"] },
  },
  additionalProperties: false,
};
const told = (raised: JsonSchema): JsonSchema => ({
  type: "object",
  required: ["at", "rule", "person", "detail", "alert"],
  properties: {
    at,
    rule,
    person: { type: "object", required: ["id", "title"], properties: { id: text, title: text } },
    detail: { type: "object", additionalProperties: true },
    alert: raised,
  },
  additionalProperties: false,
});
const list = (of: JsonSchema, description: string): JsonSchema => ({ type: "array", items: of, description });

/** What the document says of rules that are tried. */
export const trialPaths: ApiPart["paths"] = {
  "/alerts/trial": {
    post: {
      operationId: "alertTrial",
      summary: "Try rules on what has happened",
      description:
        "What they would have told of, beside what was told of in truth. Nobody is told, nothing is set; that it was tried is in the audit trail.",
      scopes: ["admin:*", "*"],
      requestBody: { required: true, content: json(ref("AlertTrialInput")) },
      responses: { "200": answer("What came out.", ref("AlertTrial")), ...problems("400", "403", "503") },
    },
  },
};

export const trialSchemas: NonNullable<ApiPart["schemas"]> = {
  AlertTrialInput: {
    type: "object",
    properties: {
      days: { type: "integer", minimum: 1, maximum: MOST_DAYS, default: MOST_DAYS },
      rules: {
        type: "object",
        description: "What is not said is as it is in force.",
        propertyNames: rule,
        additionalProperties: {
          type: "object",
          properties: {
            threshold: { type: ["integer", "null"], minimum: 1, description: "So many are fine." },
            pause: { type: "integer", minimum: 1, description: "Hours until the same is told again." },
            action: { type: "string", enum: ["none", "alert", "again", "limit", "lock", "block"] },
          },
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
  },
  AlertTrial: {
    type: "object",
    required: ["since", "until", "rules", "told", "silent"],
    properties: {
      since: at,
      until: at,
      rules: list(
        {
          type: "object",
          required: ["rule", "told", "raised", "falseAlarms", "falseSilent", "silent"],
          properties: {
            rule,
            told: { ...count, description: "It would have told of." },
            raised: { ...count, description: "It told of in truth." },
            falseAlarms: { ...count, description: "Of those, false alarms." },
            falseSilent: { ...count, description: "False alarms it would be silent about." },
            silent: { ...count, description: "Others it would be silent about." },
          },
          additionalProperties: false,
        },
        "One for each rule.",
      ),
      told: list(
        told({ anyOf: [alert, { type: "null" }] }),
        "The newest thousand; `alert`: what was told of the same.",
      ),
      silent: list(told(alert), "Alerts of which nothing would be told any more, the newest thousand."),
    },
    additionalProperties: false,
  },
};
