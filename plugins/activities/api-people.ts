// What the OpenAPI document says of who comes, who is waited for, and giving to somebody else.
import { openapi } from "trellis/sdk";

const { answer, json, pathParameter, problems, ref } = openapi;
const count = { type: "integer", minimum: 0 };
const object = (properties: object, required = Object.keys(properties)) => ({
  type: "object",
  required,
  properties,
  additionalProperties: false,
});
const id = pathParameter("id");
const scopes = { read: ["activities:read"], write: ["activities:write"] };

const text = { type: "string" };
const moment = { type: ["string", "null"], format: "date-time" };
const somebody = object({
  id: { type: "string", format: "uuid" },
  name: text,
  state: {
    enum: ["invited", "accepted", "tentative", "declined", "none"],
    description: "none: not asked by mail yet.",
  },
  answeredAt: moment,
});
const people = object({
  colleagues: { type: "array", items: somebody },
  guests: { type: "array", items: somebody },
});
const given = (name: string, description: string, required = false) => ({
  name,
  in: "query",
  required,
  description,
  schema: text,
});

export const peoplePart: openapi.ApiPart = {
  tag: { name: "activities-people", description: "Who comes, who is waited for, and what is given to somebody else." },
  schemas: { ActivityPeople: people },
  paths: {
    "/activities/{id}/participants": {
      get: {
        operationId: "activityParticipants",
        summary: "Who comes, and what they say",
        parameters: [id],
        scopes: scopes.read,
        responses: { "200": answer("Colleagues and guests.", ref("ActivityPeople")), ...problems("404") },
      },
    },
    "/activities/{id}/answer": {
      post: {
        operationId: "answerActivity",
        summary: "Say whether the person whose token it is comes",
        parameters: [id],
        requestBody: {
          required: true,
          content: json(
            object(
              {
                answer: { enum: ["accepted", "tentative", "declined"] },
                following: { type: "boolean", default: false, description: "Also to those after it that repeat." },
              },
              ["answer"],
            ),
          ),
        },
        scopes: scopes.write,
        responses: {
          "200": answer("Who comes now; 404 where nobody asked this person.", ref("ActivityPeople")),
          ...problems("404", "422"),
        },
      },
    },
    "/activities/replies": {
      post: {
        operationId: "takeReplies",
        summary: "Take in what guests' calendars answer (RFC 5546)",
        requestBody: { required: true, content: json(object({ calendar: text })) },
        scopes: scopes.write,
        responses: {
          "200": answer(
            "What became of each answer.",
            object({ outcomes: { type: "array", items: { enum: ["taken", "known", "old", "strange"] } } }),
          ),
          ...problems("403", "422"),
        },
      },
    },
    "/activities/handings": {
      post: {
        operationId: "giveActivities",
        summary: "Give open activities to somebody else",
        requestBody: {
          required: true,
          content: json(
            object({
              activities: { type: "array", items: { type: "string", format: "uuid" }, minItems: 1, maxItems: 1_000 },
              to: { type: "string", format: "uuid" },
            }),
          ),
        },
        scopes: scopes.write,
        responses: {
          "200": answer(
            "How many were given, and how many were not open or not theirs to give.",
            object({ handing: { type: "string", format: "uuid" }, given: count, left: count }),
          ),
          ...problems("403", "422"),
        },
      },
    },
    "/activities/waiting": {
      get: {
        operationId: "waitingForOthers",
        summary: "What the person waits for: not answered, or left to others and not done",
        scopes: scopes.read,
        responses: {
          "200": answer(
            "The first due come first.",
            object({
              data: {
                type: "array",
                items: object({
                  activity: { type: "string", format: "uuid" },
                  owner: { type: ["object", "null"], description: "Who has it." },
                  unanswered: { type: "array", items: text },
                }),
              },
            }),
          ),
        },
      },
    },
    "/activities/free-times": {
      get: {
        operationId: "freeTimes",
        summary: "When all of these people work and are free",
        parameters: [
          given("people", "Their ids, with commas between them.", true),
          given("minutes", "How long it takes; 60 if left out."),
          given("from", "The first day; today if left out."),
          given("days", "So many days; 7 if left out, 31 at most."),
        ],
        scopes: scopes.read,
        responses: {
          "200": answer(
            "Beginnings every quarter of an hour.",
            object({
              times: {
                type: "array",
                items: object({
                  startAt: { type: "string", format: "date-time" },
                  endAt: { type: "string", format: "date-time" },
                }),
              },
            }),
          ),
          ...problems("422"),
        },
      },
    },
  },
};
