// What the OpenAPI document says about webhooks.
import {
  answer,
  type ApiPart,
  json,
  pathParameter,
  problems,
  queryParameter,
  ref,
} from "../records/api/openapi/parts.ts";
import type { JsonSchema } from "../records/api/schema.ts";

const text: JsonSchema = { type: "string" };
const textOrNull: JsonSchema = { type: ["string", "null"] };
const id: JsonSchema = { type: "string", format: "uuid" };
const at: JsonSchema = { type: "string", format: "date-time" };
const scopes = ["webhooks:write", "admin:webhooks"];
const byId = pathParameter("id");

const object = (properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema => ({
  type: "object",
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  properties,
  additionalProperties: false,
});

const topics: JsonSchema = {
  type: "array",
  description: "Events by kind and action, such as `deal.changed` or `contact.*`; `*` is all.",
  items: text,
  minItems: 1,
  maxItems: 100,
};
const url: JsonSchema = { type: "string", format: "uri", maxLength: 2000 };
const state: JsonSchema = { type: "string", enum: ["on", "paused", "off"] };

const webhook = object({
  id,
  url,
  topics,
  state,
  offReason: { type: ["string", "null"], enum: ["failing", "gone", "owner", null] },
  owner: { ...id, description: "Whose rights limit what is told." },
  createdAt: at,
  waiting: { type: "integer", description: "Deliveries that wait." },
});

const delivery = object({
  id: { ...text, description: "As the header webhook-id says it." },
  sequence: { type: ["integer", "null"], description: "In this order they are sent; a test has none." },
  type: text,
  state: { type: "string", enum: ["waiting", "delivered", "failed", "skipped"] },
  tries: { type: "integer" },
  dueAt: at,
  createdAt: at,
  endedAt: { type: ["string", "null"], format: "date-time" },
  status: { type: ["integer", "null"], description: "Of the last answer." },
  error: { ...textOrNull, description: "Code of what prevented an answer." },
  milliseconds: { type: ["integer", "null"] },
});

const page = (of: string): JsonSchema => object({ data: { type: "array", items: ref(of) }, page: ref("PageFacts") });
const one = { "200": answer("The webhook.", ref("Webhook")) };
const secret = object({ secret: { ...text, description: "Shown this once: `whsec_` and base64." } });

export const webhooksPart: ApiPart = {
  tag: { name: "webhooks", description: "Other systems that are told what happens, as Standard Webhooks." },
  schemas: {
    Webhook: webhook,
    WebhookInput: object({ url, topics }),
    WebhookChange: object({ url, topics, state: { type: "string", enum: ["on", "paused"] } }, [
      "url",
      "topics",
      "state",
    ]),
    WebhookDelivery: delivery,
  },
  paths: {
    "/webhooks": {
      get: {
        operationId: "webhookList",
        summary: "All webhooks",
        scopes,
        responses: { "200": answer("The oldest first.", page("Webhook")), ...problems("403") },
      },
      post: {
        operationId: "webhookCreate",
        summary: "Have a system told what happens from now on",
        scopes,
        requestBody: { required: true, content: json(ref("WebhookInput")) },
        responses: {
          "201": answer("The id, and the secret that signs.", object({ id, secret: text })),
          ...problems("400", "403", "422"),
        },
      },
    },
    "/webhooks/{id}": {
      get: {
        operationId: "webhookGet",
        summary: "One webhook",
        parameters: [byId],
        scopes,
        responses: { ...one, ...problems("403", "404") },
      },
      patch: {
        operationId: "webhookChange",
        summary: "Change address or events, pause it or go on",
        parameters: [byId],
        scopes,
        requestBody: { required: true, content: json(ref("WebhookChange")) },
        responses: { ...one, ...problems("400", "403", "404", "422") },
      },
      delete: {
        operationId: "webhookRemove",
        summary: "Remove a webhook with its deliveries",
        parameters: [byId],
        scopes,
        responses: { "204": { description: "Removed." }, ...problems("403", "404") },
      },
    },
    "/webhooks/{id}/secret": {
      post: {
        operationId: "webhookRenewSecret",
        summary: "Make a new secret; the one before signs as well for a day",
        parameters: [byId],
        scopes,
        responses: { "200": answer("The new one.", secret), ...problems("403", "404") },
      },
    },
    "/webhooks/{id}/pings": {
      post: {
        operationId: "webhookPing",
        summary: "Send a test now",
        parameters: [byId],
        scopes,
        responses: {
          "200": answer(
            "How it went.",
            object({ status: { type: ["integer", "null"] }, error: textOrNull, milliseconds: { type: "integer" } }),
          ),
          ...problems("403", "404"),
        },
      },
    },
    "/webhooks/{id}/deliveries": {
      get: {
        operationId: "webhookDeliveries",
        summary: "The newest 200 deliveries",
        parameters: [
          byId,
          queryParameter("state", "Only these.", {
            type: "string",
            enum: ["waiting", "delivered", "failed", "skipped"],
          }),
        ],
        scopes,
        responses: { "200": answer("The newest first.", page("WebhookDelivery")), ...problems("400", "403", "404") },
      },
    },
    "/webhooks/{id}/replays": {
      post: {
        operationId: "webhookReplay",
        summary: "Send one delivery again, or all that failed",
        parameters: [byId],
        scopes,
        requestBody: { required: true, content: json(object({ delivery: text }, ["delivery"])) },
        responses: {
          "200": answer("How many.", object({ count: { type: "integer" } })),
          ...problems("400", "403", "404"),
        },
      },
    },
  },
};
