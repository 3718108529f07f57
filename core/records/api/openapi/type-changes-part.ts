// What the document says about giving a field another type.
import type { JsonSchema } from "../schema.ts";
import { listOf, recordBody } from "./definition-parts.ts";
import {
  answer,
  type ApiPart,
  ifMatch,
  type OpenOperation,
  pathParameter,
  problems,
  queryParameter,
  ref,
} from "./parts.ts";

const anything: JsonSchema = { type: "object", additionalProperties: true };
const text: JsonSchema = { type: "string" };
const instant: JsonSchema = { type: ["string", "null"], format: "date-time" };
const count: JsonSchema = { type: "integer" };
const onMisfits: JsonSchema = {
  type: "string",
  enum: ["block", "blank"],
  description:
    "What becomes of values that do not fit: nothing happens, or they become blank and stay in the old column.",
};
const scopes = ["admin:fields"];
const at = [pathParameter("id"), pathParameter("change")];
const way = queryParameter("way", "`back`: what did not fit when the change was undone.", {
  type: "string",
  enum: ["to", "back"],
});

const verb = (operationId: string, summary: string, more: Partial<OpenOperation> = {}): OpenOperation => ({
  operationId,
  summary,
  scopes,
  parameters: at,
  responses: { "202": answer("The change as it is now.", ref("TypeChange")), ...problems("403", "404", "409") },
  ...more,
});

export const typeChangesPart: ApiPart = {
  tag: {
    name: "type changes",
    description: "Another type for a field: tried, carried out, and taken back for 30 days.",
  },
  schemas: {
    TypeChange: {
      type: "object",
      required: ["id", "fieldId", "state", "schema", "done", "total", "misfits"],
      properties: {
        id: { type: "string", format: "uuid" },
        fieldId: { type: "string", format: "uuid" },
        state: {
          type: "string",
          enum: ["checking", "checked", "copying", "done", "undoing", "undone", "failed", "cancelled", "settled"],
        },
        schema: anything,
        before: anything,
        factor: { type: ["string", "null"] },
        onMisfits,
        reading: anything,
        done: { ...count, description: "Values looked at so far." },
        total: count,
        misfits: { ...count, description: "Values that do not fit." },
        examples: { type: "array", items: { type: "object", properties: { from: text, to: text } } },
        failure: { type: ["object", "null"], properties: { code: text } },
        actorId: text,
        createdAt: instant,
        switchedAt: instant,
        endedAt: instant,
        undoableUntil: instant,
        stuck: { type: "boolean", description: "It should be going on, and its tries are used up: ask for another." },
      },
    },
    Misfit: {
      type: "object",
      required: ["recordId", "title", "link", "value", "problem"],
      properties: {
        recordId: { type: "string", format: "uuid" },
        title: text,
        link: { type: ["string", "null"] },
        value: {},
        problem: { type: "object", required: ["code"], properties: { code: text, values: anything } },
      },
    },
  },
  paths: {
    "/fields/{id}/type-changes": {
      get: {
        operationId: "typeChangeList",
        summary: "Changes of type a field has had, the newest first",
        scopes,
        parameters: [pathParameter("id")],
        responses: { "200": answer("Up to 50.", listOf(ref("TypeChange"))), ...problems("403", "404") },
      },
      post: {
        operationId: "typeChangeBegin",
        summary: "Try another type, or change to it",
        scopes,
        parameters: [pathParameter("id"), ifMatch],
        requestBody: recordBody(
          {
            schema: { ...anything, description: "Of the field as it is to be; label and help stay." },
            factor: { type: "string", enum: ["same", "fraction"], description: "12.5 % ↔ 12.5, or 12.5 % ↔ 0.125." },
            currency: text,
            language: { ...text, description: "How numbers and days in texts are written." },
            collectOptions: { type: "boolean", description: "Every different text becomes an option." },
            dryRun: { type: "boolean", default: true },
            misfits: onMisfits,
          },
          ["schema"],
        ),
        responses: {
          "202": answer("It is being worked on.", ref("TypeChange")),
          ...problems("400", "403", "404", "409", "412", "422", "428"),
        },
      },
    },
    "/fields/{id}/type-changes/{change}": {
      get: verb("typeChangeGet", "How far a change is", {
        responses: { "200": answer("The change.", ref("TypeChange")), ...problems("403", "404") },
      }),
      delete: verb("typeChangeCancel", "Stop a change that has not been switched yet", {
        responses: { "200": answer("The change.", ref("TypeChange")), ...problems("403", "404", "409") },
      }),
    },
    "/fields/{id}/type-changes/{change}/start": {
      post: verb("typeChangeStart", "Carry out what was tried", { requestBody: recordBody({ misfits: onMisfits }) }),
    },
    "/fields/{id}/type-changes/{change}/undo": {
      post: verb("typeChangeUndo", "Give the field its old type back, within 30 days"),
    },
    "/fields/{id}/type-changes/{change}/retry": {
      post: verb("typeChangeRetry", "Go on with a change that is stuck, from where it stopped"),
    },
    "/fields/{id}/type-changes/{change}/misfits": {
      get: verb("typeChangeMisfits", "Values that do not fit, 100 at a time", {
        parameters: [...at, way, queryParameter("after", "`page.next` of the call before.", text)],
        responses: { "200": answer("With their records.", listOf(ref("Misfit"))), ...problems("400", "403", "404") },
      }),
    },
    "/fields/{id}/type-changes/{change}/misfits.csv": {
      get: verb("typeChangeMisfitsFile", "All values that do not fit, as a file", {
        parameters: [...at, way],
        responses: {
          "200": { description: "CSV.", content: { "text/csv": { schema: text } } },
          ...problems("403", "404"),
        },
      }),
    },
  },
};
