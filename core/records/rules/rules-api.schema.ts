// What the OpenAPI document says about rules.
import { answer, type ApiPart, json, pathParameter, problems, queryParameter, ref } from "../api/openapi/parts.ts";
import type { JsonSchema } from "../api/schema.ts";
import { rests } from "./rest.ts";
import { effects, oldRows } from "./rule.ts";

const text: JsonSchema = { type: "string" };
const maybeText = (description: string): JsonSchema => ({ type: ["string", "null"], description });
const scopes = ["admin:fields"];
const id = pathParameter("id");
const ifMatch: JsonSchema = {
  name: "If-Match",
  in: "header",
  required: true,
  description: 'The version that was read, `"v3"`, or `*` for whatever stands there.',
  schema: text,
};

const words: Readonly<Record<string, JsonSchema>> = {
  name: { ...text, maxLength: 120, description: "Unique within the kind; what people are told when it stops them." },
  effect: { type: "string", enum: effects },
  field: maybeText("Path of a field, such as `amount` or `custom.region`; a `valid` rule may have none."),
  condition: maybeText("An expression that answers yes or no; absent means always. For `valid`, what must be true."),
  stage: maybeText("Id of a stage, or of an option of the field the board is arranged by: holds from there on."),
  teams: { type: "array", items: text, description: "Holds for people of these teams; empty for everybody." },
  message: {
    type: ["object", "null"],
    additionalProperties: { type: "string", maxLength: 500 },
    description: "Sentences by language, for `valid`.",
  },
  old: { type: "string", enum: oldRows, description: "When records that are older than the rule meet it." },
};

const body = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  required: true,
  content: json({ type: "object", required, properties, additionalProperties: false }),
});

const state: JsonSchema = { type: "string", enum: ["active", "archived"] };
const one = answer("The rule as it is now.", ref("Rule"));

export const rulesPart: ApiPart = {
  tag: { name: "rules", description: "What must hold for records: required, visible, read-only, valid." },
  schemas: {
    Rule: {
      type: "object",
      required: ["id", "kind", ...Object.keys(words), "owner", "state", "position", "version", "rests"],
      properties: {
        id: { type: "string", format: "uuid" },
        kind: text,
        ...words,
        owner: text,
        state,
        position: { type: "integer" },
        version: { type: "integer" },
        rests: {
          type: ["object", "null"],
          description: "Why an active rule does not hold just now; null while it does.",
          required: ["why", "fields"],
          properties: { why: { type: "string", enum: rests }, fields: { type: "array", items: text } },
        },
      },
    },
    RuleReport: {
      type: "object",
      required: ["state", "done", "total", "found", "records", "startedAt", "endedAt"],
      properties: {
        state: { type: "string", enum: ["waiting", "running", "done", "failed"] },
        done: { type: "integer", description: "Records looked at." },
        total: { type: "integer" },
        found: { type: "integer", description: "Records that break the rule." },
        records: {
          type: "array",
          items: { type: "string", format: "uuid" },
          description: "The first hundred of them.",
        },
        startedAt: { type: "string", format: "date-time" },
        endedAt: { type: ["string", "null"], format: "date-time" },
      },
    },
    ExpressionTried: {
      type: "object",
      required: ["type", "uses"],
      properties: {
        type: { type: "string", enum: ["number", "text", "yes/no", "date", "time", "list"] },
        uses: { type: "array", items: text, description: "Paths of the fields it looks at." },
        value: { description: "What it says about the record; numbers as exact decimal text, null for a blank." },
        reason: { ...text, description: "Why it says nothing, such as `division_by_zero`." },
      },
    },
  },
  paths: {
    "/rules": {
      get: {
        operationId: "ruleList",
        summary: "Rules of a kind, archived ones too",
        parameters: [queryParameter("kind", "Name of the kind, such as `deal`.", text)],
        scopes: [],
        responses: {
          "200": answer("In their order.", {
            type: "object",
            required: ["data", "page"],
            properties: { data: { type: "array", items: ref("Rule") }, page: ref("PageFacts") },
          }),
          ...problems("400", "403", "404"),
        },
      },
      post: {
        operationId: "ruleCreate",
        summary: "Add a rule",
        scopes,
        requestBody: body({ kind: text, ...words }, ["kind", "name", "effect"]),
        responses: { "201": one, ...problems("400", "403", "404", "409", "422") },
      },
    },
    "/rules/check": {
      post: {
        operationId: "expressionCheck",
        summary: "Try an expression, on a record if you like",
        scopes,
        requestBody: body(
          {
            kind: text,
            expression: text,
            use: { type: "string", enum: ["condition", "formula"], default: "condition" },
            record: { type: "string", format: "uuid" },
          },
          ["kind", "expression"],
        ),
        responses: { "200": answer("What it is.", ref("ExpressionTried")), ...problems("400", "403", "404", "422") },
      },
    },
    "/rules/{id}/report": {
      get: {
        operationId: "ruleReport",
        summary: "Which records that are older than a rule break it",
        scopes,
        parameters: [id],
        responses: { "200": answer("The newest report.", ref("RuleReport")), ...problems("403", "404") },
      },
      post: {
        operationId: "ruleReportBegin",
        summary: "Look at all records of the rule's kind, in the background",
        scopes,
        parameters: [id],
        responses: { "202": answer("It has begun.", ref("RuleReport")), ...problems("403", "404") },
      },
    },
    "/rules/{id}": {
      get: {
        operationId: "ruleGet",
        summary: "One rule",
        scopes: [],
        parameters: [id],
        responses: { "200": one, ...problems("403", "404") },
      },
      patch: {
        operationId: "ruleChange",
        summary: "Change a rule, or bring it back",
        scopes,
        parameters: [id, ifMatch],
        requestBody: body({ ...words, state }),
        responses: { "200": one, ...problems("400", "403", "404", "409", "412", "422", "428") },
      },
      delete: {
        operationId: "ruleArchive",
        summary: "Put a rule away; it no longer holds",
        scopes,
        parameters: [id, ifMatch],
        responses: { "200": one, ...problems("403", "404", "412", "428") },
      },
    },
  },
};
