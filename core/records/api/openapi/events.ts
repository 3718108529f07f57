// What other systems can be told: the events of each kind, as webhooks of the OpenAPI document.
import type { Kind } from "../../kind.ts";
import type { JsonSchema } from "../schema.ts";
import { ref } from "./parts.ts";

/** What happens to a record, and how that reads. */
const actions = {
  created: "Something new is there",
  changed: "Something about it is another",
  removed: "It went into the trash",
  restored: "It came back from the trash",
  erased: "It was erased for good",
} as const;

export const eventSchemas: Readonly<Record<string, JsonSchema>> = {
  RecordEvent: {
    type: "object",
    description: "What happened to a record, as far as the webhook's owner may see it when it is told.",
    required: ["type", "timestamp", "sequence", "data"],
    properties: {
      type: { type: "string", description: "Kind and action, such as `deal.changed`." },
      timestamp: { type: "string", format: "date-time" },
      sequence: { type: "integer", description: "Events of one webhook are told in this order." },
      data: {
        type: "object",
        required: ["kind", "id", "version", "actorId", "before", "after", "isCut"],
        properties: {
          kind: { type: "string" },
          id: { type: "string", format: "uuid" },
          version: { type: "integer" },
          actorId: { type: "string", description: "Who did it: a person's id, or `system:` and a job." },
          before: { type: ["object", "null"], description: "Values by path, of what changed." },
          after: { type: ["object", "null"] },
          isCut: { type: "boolean", description: "Too large to be told: read the record." },
        },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  },
};

/** The events of kinds, by their names. */
export const eventsOf = (kinds: readonly Kind[]): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(kinds.flatMap((kind) => Object.keys(actions).map((action) => eventOf(kind, action))));

const eventOf = ({ name, plural }: Kind, action: string): readonly [string, JsonSchema] => [
  `${name}.${action}`,
  {
    post: {
      operationId: `on_${name}_${action}`,
      tags: [plural],
      summary: `${actions[action as keyof typeof actions]}: ${name}`,
      requestBody: { required: true, content: { "application/json": { schema: ref("RecordEvent") } } },
      responses: { "2XX": { description: "It was taken; anything else is tried again." } },
    },
  },
];
