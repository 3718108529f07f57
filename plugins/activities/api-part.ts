// What the OpenAPI document says of the module's own addresses; activities themselves stand in it like any kind of record.
import { openapi } from "trellis/sdk";
import { repeats } from "./recurrence.ts";

const { answer, json, pathParameter, problems, ref } = openapi;
const day = { type: "string", format: "date" };
const count = { type: "integer", minimum: 0 };
const object = (properties: object, required = Object.keys(properties)) => ({
  type: "object",
  required,
  properties,
  additionalProperties: false,
});

const call = object({
  callId: {
    type: "string",
    pattern: "^[\\x21-\\x7e]{1,100}$",
    description: "The provider's own; told again, nothing is made again.",
  },
  number: { type: "string", pattern: "^\\+?[\\d ()./-]{3,40}$" },
  at: { type: "string", format: "date-time", description: "When it began." },
  seconds: { type: "integer", minimum: 0, maximum: 86_400, description: "0 where nobody answered." },
  direction: { enum: ["in", "out"] },
});

const repeating = {
  rule: {
    type: "string",
    maxLength: 200,
    description: "RRULE of RFC 5545 by days or longer.",
    examples: Object.values(repeats),
  },
  clock: {
    type: ["string", "null"],
    pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
    description: "Null for something without a time.",
  },
  zone: { type: "string", description: "Time zone in which the clock shows it; the person's own unless given." },
  until: { type: ["string", "null"], format: "date", description: "Last day; null for no end." },
  activity: { type: "object", description: "Fields of each activity, without its days and times." },
};

const series = object({
  id: { type: "string", format: "uuid" },
  ...repeating,
  firstDay: day,
  day: { ...day, description: "Of the activity that was asked for." },
  days: {
    type: "array",
    description: "Every activity that has been made of it.",
    items: object({ activity: { type: "string", format: "uuid" }, day }),
  },
});

const id = pathParameter("id");
const scopes = { read: ["activities:read"], write: ["activities:write"] };
const body = (name: string) => ({ required: true, content: json(ref(name)) });

export const activitiesPart: openapi.ApiPart = {
  tag: { name: "activities-more", description: "Calls that a telephone system tells of, and what repeats." },
  schemas: {
    ToldCall: call,
    ActivitySeries: series,
    NewActivitySeries: object({ ...repeating, firstDay: day }, ["rule", "firstDay", "activity"]),
    ActivitySeriesChange: object({ ...repeating, scope: { enum: ["following", "all"], default: "following" } }, []),
  },
  paths: {
    "/activities/calls": {
      post: {
        operationId: "tellCall",
        summary: "Tell of a call of the person whose token it is",
        description: "200 when this call was told of before, 202 while somebody else is still making its activity.",
        requestBody: body("ToldCall"),
        scopes: scopes.write,
        responses: {
          "200": answer("The activity that was made before.", ref("Activity")),
          "201": answer("The activity.", ref("Activity")),
          "202": { description: "It is being made." },
          ...problems("403", "422"),
        },
      },
    },
    "/activities/series": {
      post: {
        operationId: "beginActivitySeries",
        summary: "Begin something that repeats",
        requestBody: body("NewActivitySeries"),
        scopes: scopes.write,
        responses: { "201": answer("With its first activities.", ref("ActivitySeries")), ...problems("403", "422") },
      },
    },
    "/activities/{id}/series": {
      get: {
        operationId: "activitySeries",
        summary: "The series of an activity",
        parameters: [id],
        scopes: scopes.read,
        responses: { "200": answer("404 where it stands alone.", ref("ActivitySeries")), ...problems("404") },
      },
      patch: {
        operationId: "changeActivitySeries",
        summary: "Change this one and those after it, or all from today on",
        parameters: [id],
        requestBody: body("ActivitySeriesChange"),
        scopes: scopes.write,
        responses: { "200": answer("How many.", object({ changed: count })), ...problems("403", "404", "422") },
      },
      delete: {
        operationId: "endActivitySeries",
        summary: "Cancel this one and those after it",
        parameters: [id],
        scopes: scopes.write,
        responses: { "200": answer("How many.", object({ cancelled: count })), ...problems("403", "404") },
      },
    },
  },
};
