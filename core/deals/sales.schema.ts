// JSON Schemas of what the selling routes take and answer.
import { ref } from "../records/api/openapi/parts.ts";
import type { JsonSchema } from "../records/api/schema.ts";

export const text: JsonSchema = { type: "string" };
const maybe = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: "null" }] });
const count: JsonSchema = { type: "integer", minimum: 0 };
export const day: JsonSchema = { type: "string", format: "date" };
export const uuid: JsonSchema = { type: "string", format: "uuid" };
export const decimal: JsonSchema = { type: "string", format: "decimal" };
const money: JsonSchema = {
  type: "object",
  required: ["amount", "currency"],
  properties: { amount: decimal, currency: { type: "string", pattern: "^[A-Z]{3}$" } },
  additionalProperties: false,
};

/** An object with these properties and no others, all required unless said otherwise. */
export const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required = Object.keys(properties),
): JsonSchema => ({
  type: "object",
  required,
  properties,
  additionalProperties: false,
});

/** A list that comes whole. */
export const listOf = (items: JsonSchema): JsonSchema =>
  object({ data: { type: "array", items }, page: object({ next: { type: "null" } }) });

const closing: JsonSchema = object(
  {
    outcome: { enum: ["won", "lost"] },
    closedOn: day,
    lostReason: { ...uuid, description: "Needed for a lost deal; one of /api/v1/loss-reasons." },
    lostNote: text,
    competitor: text,
  },
  ["outcome"],
);

const stage: JsonSchema = object({
  id: uuid,
  name: text,
  type: { enum: ["open", "won", "lost"] },
  probability: decimal,
  quietAfter: maybe(count),
});

const related: JsonSchema = maybe(object({ id: uuid, title: text }));

const card: JsonSchema = object({
  id: uuid,
  version: count,
  number: count,
  name: text,
  status: { enum: ["open", "won", "lost"] },
  company: related,
  amount: maybe(money),
  owner: related,
  probability: maybe(decimal),
  nextStep: maybe(text),
  nextStepOn: maybe(day),
  closeDate: maybe(day),
  closedOn: maybe(day),
  stageSince: { type: "string", format: "date-time" },
  quietDays: maybe({ ...count, description: "Days without a sign of life, once more than the stage allows." }),
});

const column: JsonSchema = object({
  stage,
  count,
  sum: money,
  weighted: money,
  unrated: { ...count, description: "Deals whose currency has no rate; they are in no sum." },
  cards: { type: "array", items: ref("BoardCard") },
  next: maybe({ ...text, description: "Send it as `after` for the cards that follow." }),
});

/** What requests and answers about selling look like. */
export const salesSchemas: Readonly<Record<string, JsonSchema>> = {
  DealClosure: closing,
  DealMove: object({ stage: uuid, force: { type: "boolean", description: "Past the rules; needs stages.force." } }, [
    "stage",
  ]),
  DealReopening: object({ reason: { type: "string", minLength: 1 }, stage: uuid }, ["reason"]),
  BoardCard: card,
  BoardColumn: column,
  Figures: object({
    open: count,
    openAmount: decimal,
    weighted: decimal,
    won: count,
    wonAmount: decimal,
    lost: count,
    lostAmount: decimal,
    cycle: maybe({ type: "number" }),
    expected: decimal,
    unrated: count,
    currency: text,
    winRate: maybe(decimal),
    winRateByAmount: maybe(decimal),
    averageWon: maybe(decimal),
    velocity: maybe(money),
    coverage: maybe(decimal),
  }),
  Funnel: object({
    steps: {
      type: "array",
      items: object({
        stage: object({ id: uuid, name: text, probability: decimal }),
        reached: count,
        conversion: maybe(decimal),
      }),
    },
    observed: { type: "array", items: object({ stage: uuid, closed: count, won: count, probability: maybe(decimal) }) },
  }),
  ForecastLine: object({
    month: { type: "string", pattern: "^\\d{4}-\\d{2}$" },
    owner: related,
    category: { enum: ["omit", "pipeline", "best", "commit"] },
    count,
    amount: money,
    weighted: money,
    late: count,
  }),
  Loss: object({ reason: related, competitor: maybe(text), count, amount: money }),
  Stay: object({
    stage: uuid,
    stageName: text,
    pipeline: uuid,
    enteredAt: { type: "string", format: "date-time" },
    leftAt: maybe({ type: "string", format: "date-time" }),
    days: count,
    actorId: text,
    forced: { type: "boolean" },
    assumed: { type: "boolean" },
  }),
  SummaryRow: {
    type: "object",
    required: ["count", "sum"],
    properties: { count, sum: { anyOf: [money, decimal, { type: "null" }] } },
    additionalProperties: { description: "One value per group, under its name." },
  },
  ExchangeRate: object({ currency: text, day, rate: decimal }),
};
