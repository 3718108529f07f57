import type { JsonSchema } from "../schema.ts";
import { answer, type ApiPart, json, pathParameter, problems, ref } from "./parts.ts";

const text: JsonSchema = { type: "string" };
const id: JsonSchema = { type: "string", format: "uuid" };
const at: JsonSchema = { type: "string", format: "date-time" };
const count: JsonSchema = { type: "integer", minimum: 0 };
const maybe = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: "null" }] });
const by: JsonSchema = {
  type: "object",
  required: ["id", "title"],
  properties: { id: text, title: text },
  additionalProperties: false,
};
const query: JsonSchema = {
  type: "object",
  description: "As the body of `POST /…/query`: rows, order and columns. The answer holds for exactly these.",
  properties: {
    filter: { type: "object" },
    q: text,
    sort: { type: "array", items: { type: "object" } },
    fields: { type: "array", items: text },
  },
  additionalProperties: false,
};
const all = ["exports:read", "exports:write", "admin:exports"];
const approving = ["exports:write", "admin:exports"];
const page = (of: string): JsonSchema => ({
  type: "object",
  required: ["data", "page"],
  properties: { data: { type: "array", items: ref(of) }, page: ref("PageFacts") },
});
const byId = pathParameter("id");
const one = { "200": answer("The request.", ref("ExportRequest")) };

const decision = (operationId: string, summary: string) => ({
  post: {
    operationId,
    summary,
    description: "Somebody else than whoever asked, within a day.",
    scopes: approving,
    parameters: [byId],
    responses: { ...one, ...problems("403", "404", "409") },
  },
});

/** What the document says of lists that somebody else has to agree to. */
export const exportsPart: ApiPart = {
  tag: { name: "exports", description: "Lists that somebody else has to agree to, and the register of what left." },
  paths: {
    "/exports": {
      get: {
        operationId: "exportList",
        summary: "What was asked for, the newest first",
        description: "One’s own; everybody’s for whoever may agree.",
        scopes: all,
        responses: { "200": answer("At most a hundred.", page("ExportRequest")), ...problems() },
      },
      post: {
        operationId: "exportAsk",
        summary: "Ask for a list",
        description:
          "For lists that a file is refused for with `exports.needs_approval`. Needs the right to take the kind out.",
        scopes: ["*:export"],
        requestBody: { required: true, content: json(ref("ExportInput")) },
        responses: {
          "201": answer("It waits for an answer.", ref("ExportRequest")),
          ...problems("400", "403", "404", "422"),
        },
      },
    },
    "/exports/register": {
      get: {
        operationId: "exportRegister",
        summary: "What left lately, whoever took it out",
        scopes: approving,
        responses: { "200": answer("The newest fifty.", page("ExportTaken")), ...problems("403") },
      },
    },
    "/exports/origin": {
      post: {
        operationId: "exportOrigin",
        summary: "Whose list is this?",
        description:
          "A file that turned up somewhere (CSV, workbook, cards, any text), or a piece of it, and the lists it comes from. That somebody looked is in the audit trail.",
        scopes: approving,
        requestBody: {
          required: true,
          content: {
            ...json(ref("ExportLeaked")),
            "multipart/form-data": {
              schema: { type: "object", properties: { file: { type: "string", format: "binary" }, text } },
            },
          },
        },
        responses: {
          "200": answer("The surest first; empty where nothing tells.", page("ExportOrigin")),
          ...problems("400", "403", "413", "422"),
        },
      },
    },
    "/exports/{id}": {
      get: {
        operationId: "exportGet",
        summary: "One request",
        scopes: all,
        parameters: [byId],
        responses: { ...one, ...problems("404") },
      },
    },
    "/exports/{id}/approval": decision("exportApprove", "Agree"),
    "/exports/{id}/refusal": decision("exportRefuse", "Refuse"),
    "/exports/{id}/file": {
      post: {
        operationId: "exportFile",
        summary: "Take out what was agreed to",
        description:
          "Within 48 hours, three times, by whoever asked. The header `Trellis-Export` has the number in the register.",
        scopes: ["*:export"],
        parameters: [byId],
        responses: {
          "200": { description: "The list.", content: { "text/csv": { schema: text } } },
          ...problems("403", "404"),
        },
      },
    },
  },
  schemas: {
    ExportInput: {
      type: "object",
      required: ["kind", "purpose"],
      properties: {
        kind: { ...text, description: "Name of the kind, such as `contact`." },
        query,
        purpose: { ...text, minLength: 1, maxLength: 500, description: "What it is for." },
      },
      additionalProperties: false,
    },
    ExportRequest: {
      type: "object",
      required: ["id", "by", "kind", "query", "purpose", "rows", "askedAt", "state", "decidedBy", "downloads"],
      properties: {
        id,
        by,
        kind: text,
        query: { type: "object", additionalProperties: true },
        purpose: text,
        rows: { ...count, description: "When it was asked for." },
        askedAt: at,
        state: { type: "string", enum: ["requested", "approved", "refused", "expired"] },
        decidedBy: { type: ["string", "null"], description: "Name of whoever answered." },
        downloads: count,
      },
      additionalProperties: false,
    },
    ExportLeaked: {
      type: "object",
      required: ["text"],
      properties: { text: { ...text, description: "A piece of it, with its rows as they stand." } },
      additionalProperties: false,
    },
    ExportOrigin: {
      type: "object",
      required: ["number", "kind", "by", "at", "signs"],
      properties: {
        number: { ...count, description: "That of the register." },
        kind: text,
        by,
        at,
        signs: {
          type: "array",
          items: {
            type: "object",
            required: ["sign", "agree"],
            properties: {
              sign: { type: "string", enum: ["line", "bait", "order", "blanks"] },
              agree: { ...maybe(count), description: "How many in a hundred agree; by chance it would be fifty." },
            },
            additionalProperties: false,
          },
        },
      },
      additionalProperties: false,
    },
    ExportTaken: {
      type: "object",
      required: ["id", "number", "kind", "by", "at", "rows", "bytes", "sha256", "complete"],
      properties: {
        id,
        number: { ...maybe(count), description: "Stands in the file and in its name." },
        kind: { type: ["string", "null"] },
        by,
        at,
        rows: maybe(count),
        bytes: maybe(count),
        sha256: { type: ["string", "null"], description: "Of what left." },
        complete: { type: "boolean", description: "False where it broke off, or still runs." },
      },
      additionalProperties: false,
    },
  },
};
