// What the OpenAPI document says about closing and moving deals, boards, sums and figures.
import {
  answer,
  type ApiPart,
  json,
  type OpenOperation,
  pathParameter,
  problems,
  queryParameter,
  ref,
} from "../records/api/openapi/parts.ts";
import type { JsonSchema } from "../records/api/schema.ts";

const id = "0198c0de-0000-7000-8000-000000000001";
const text: JsonSchema = { type: "string" };
const maybe = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: "null" }] });
const count: JsonSchema = { type: "integer", minimum: 0 };
const day: JsonSchema = { type: "string", format: "date" };
const uuid: JsonSchema = { type: "string", format: "uuid" };
const decimal: JsonSchema = { type: "string", format: "decimal" };
const money: JsonSchema = {
  type: "object",
  required: ["amount", "currency"],
  properties: { amount: decimal, currency: { type: "string", pattern: "^[A-Z]{3}$" } },
  additionalProperties: false,
};

const object = (properties: Readonly<Record<string, JsonSchema>>, required = Object.keys(properties)): JsonSchema => ({
  type: "object",
  required,
  properties,
  additionalProperties: false,
});

const listOf = (items: JsonSchema): JsonSchema =>
  object({ data: { type: "array", items }, page: object({ next: { type: "null" } }) });

const verb = (operationId: string, summary: string, schema: string, example: object): OpenOperation => ({
  operationId,
  summary,
  scopes: ["deals:write"],
  parameters: [pathParameter("id")],
  requestBody: { required: true, content: json(ref(schema), example) },
  responses: {
    "200": answer("The deal as it is now.", ref("Deal")),
    ...problems("400", "403", "404", "409", "412", "422"),
  },
});

const cut: readonly JsonSchema[] = [
  queryParameter("pipeline", "Only deals of this pipeline.", uuid),
  queryParameter("owner", "`me`, `team`, `all` or a person's id.", text),
];
const period: readonly JsonSchema[] = [
  queryParameter("from", "First day; eleven months before this one when absent.", day),
  queryParameter("to", "The day after the last one.", day),
];

const reading = (
  operationId: string,
  summary: string,
  schema: JsonSchema,
  parameters: readonly JsonSchema[],
): OpenOperation => ({
  operationId,
  summary,
  scopes: ["deals:read"],
  parameters,
  responses: { "200": answer(summary, schema), ...problems("400", "403", "404") },
});

const sumParameters: readonly JsonSchema[] = [
  queryParameter("group", "Up to four fields: `stage,closeDate.month,owner`.", text),
  queryParameter("sum", "`amount` or `weighted` in the company's currency, or another number field.", text),
];

const boardParameters: readonly JsonSchema[] = [
  pathParameter("id"),
  queryParameter("limit", "Cards per stage.", { type: "integer", minimum: 1, maximum: 200, default: 50 }),
  queryParameter("owner", "`me`, `team`, `all` or a person's id.", text),
  queryParameter("stage", "Only this stage.", uuid),
  queryParameter("after", "The two values of `next` of the column before, joined by a comma.", text),
];

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
  next: maybe({ type: "array", prefixItems: [text, uuid], items: false, minItems: 2 }),
});

const schemas: Readonly<Record<string, JsonSchema>> = {
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

const rates: Readonly<Record<string, OpenOperation>> = {
  get: {
    operationId: "listExchangeRates",
    summary: "Rates of other currencies, the newest first",
    scopes: ["pipelines:read"],
    responses: { "200": answer("At most 500.", listOf(ref("ExchangeRate"))), ...problems("403") },
  },
};

const putRate: OpenOperation = {
  operationId: "putExchangeRate",
  summary: "Enter or correct the rate of a day; open deals are valued anew",
  scopes: ["pipelines:write"],
  parameters: [pathParameter("currency", text), pathParameter("day", day)],
  requestBody: { required: true, content: json(object({ rate: decimal }), { rate: "0.92" }) },
  responses: { "200": answer("The rate as stored.", ref("ExchangeRate")), ...problems("400", "403", "422") },
};

/** Its paths and schemas. */
export const salesPart: ApiPart = {
  tag: { name: "selling", description: "Moving and closing deals, boards, sums and figures." },
  paths: {
    "/api/v1/deals/{id}/closure": { post: verb("closeDeal", "Win or lose a deal", "DealClosure", { outcome: "won" }) },
    "/api/v1/deals/{id}/stage": { post: verb("moveDeal", "Move a deal to a stage", "DealMove", { stage: id }) },
    "/api/v1/deals/{id}/reopening": {
      post: verb("reopenDeal", "Open a closed deal again", "DealReopening", { reason: "They called" }),
    },
    "/api/v1/deals/{id}/stages": {
      get: reading("listStaysOfDeal", "The way a deal went", listOf(ref("Stay")), [pathParameter("id")]),
    },
    "/api/v1/pipelines/{id}/board": {
      get: reading(
        "readBoard",
        "Stages with sums and their newest cards",
        object({ data: { type: "array", items: ref("BoardColumn") } }),
        boardParameters,
      ),
    },
    "/api/v1/deals/summary": {
      get: reading("sumDeals", "Deals summed by groups", listOf(ref("SummaryRow")), sumParameters),
    },
    "/api/v1/deals/figures": {
      get: reading("readFigures", "Win rate, cycle, velocity, coverage", ref("Figures"), [
        ...period,
        ...cut,
        queryParameter("target", "To be won in the period.", decimal),
      ]),
    },
    "/api/v1/deals/funnel": { get: reading("readFunnel", "How far deals came", ref("Funnel"), [...period, ...cut]) },
    "/api/v1/deals/forecast": {
      get: reading("readForecast", "What is expected, by month, owner, category", listOf(ref("ForecastLine")), [
        ...period,
        ...cut,
      ]),
    },
    "/api/v1/deals/losses": {
      get: reading("readLosses", "Why deals were lost", listOf(ref("Loss")), [...period, ...cut]),
    },
    "/api/v1/exchange-rates": rates,
    "/api/v1/exchange-rates/{currency}/{day}": { put: putRate },
  },
  schemas,
};
