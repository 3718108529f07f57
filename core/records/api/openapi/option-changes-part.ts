// What the document says about turning an option into another.
import type { JsonSchema } from "../schema.ts";
import { recordBody } from "./definition-parts.ts";
import { answer, type ApiPart, ifMatch, pathParameter, problems, ref } from "./parts.ts";

const text: JsonSchema = { type: "string" };
const uuid: JsonSchema = { type: "string", format: "uuid" };
const scopes = ["admin:fields"];
const one = answer("The change as it is now.", ref("OptionChange"));
const at = [pathParameter("id"), pathParameter("change")];

export const optionChangesPart: ApiPart = {
  tag: { name: "option changes", description: "An option that records have goes by turning into another." },
  schemas: {
    OptionChange: {
      type: "object",
      required: ["id", "fieldId", "state", "option", "to", "done", "operationId"],
      properties: {
        id: uuid,
        fieldId: uuid,
        state: { type: "string", enum: ["copying", "done", "undone"] },
        option: text,
        to: text,
        done: { type: "integer", description: "Records written so far." },
        operationId: uuid,
        actorId: text,
        createdAt: { type: "string", format: "date-time" },
        endedAt: { type: ["string", "null"], format: "date-time" },
        stuck: { type: "boolean", description: "It should be going on, and its tries are used up: ask for another." },
      },
    },
  },
  paths: {
    "/fields/{id}/option-changes": {
      post: {
        operationId: "optionChangeBegin",
        summary: "Turn an option of a choice into another, in every record",
        scopes,
        parameters: [pathParameter("id"), ifMatch],
        requestBody: recordBody({ option: text, to: text, dryRun: { type: "boolean", default: false } }, [
          "option",
          "to",
        ]),
        responses: {
          "200": answer("With `dryRun`: how many records it would write.", {
            type: "object",
            required: ["option", "to", "records"],
            properties: { option: text, to: text, records: { type: "integer" } },
          }),
          "202": one,
          ...problems("400", "403", "404", "409", "412", "422", "428"),
        },
      },
    },
    "/fields/{id}/option-changes/{change}": {
      get: {
        operationId: "optionChangeGet",
        summary: "How far it is",
        scopes,
        parameters: at,
        responses: { "200": one, ...problems("403", "404") },
      },
    },
    "/fields/{id}/option-changes/{change}/retry": {
      post: {
        operationId: "optionChangeRetry",
        summary: "Go on with a change that is stuck, from where it stopped",
        scopes,
        parameters: at,
        responses: { "202": one, ...problems("403", "404", "409") },
      },
    },
    "/fields/{id}/option-changes/{change}/undo": {
      post: {
        operationId: "optionChangeUndo",
        summary: "Give the option back to the records that nobody changed since, within 30 days",
        scopes,
        parameters: at,
        responses: { "200": one, ...problems("403", "404", "409") },
      },
    },
  },
};
