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
import { day, decimal, listOf, object, salesSchemas, text, uuid } from "./sales.schema.ts";

const id = "0198c0de-0000-7000-8000-000000000001";
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
  queryParameter("after", "`next` of the column before.", text),
];

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
export const dealsApiPart: ApiPart = {
  tag: { name: "selling", description: "Moving and closing deals, boards, sums and figures." },
  paths: {
    "/deals/{id}/closure": { post: verb("closeDeal", "Win or lose a deal", "DealClosure", { outcome: "won" }) },
    "/deals/{id}/stage": { post: verb("moveDeal", "Move a deal to a stage", "DealMove", { stage: id }) },
    "/deals/{id}/reopening": {
      post: verb("reopenDeal", "Open a closed deal again", "DealReopening", { reason: "They called" }),
    },
    "/deals/{id}/stages": {
      get: reading("listStaysOfDeal", "The way a deal went", listOf(ref("Stay")), [pathParameter("id")]),
    },
    "/pipelines/{id}/board": {
      get: reading(
        "readBoard",
        "Stages with sums and their newest cards",
        object({ data: { type: "array", items: ref("BoardColumn") } }),
        boardParameters,
      ),
    },
    "/deals/summary": {
      get: reading("sumDeals", "Deals summed by groups", listOf(ref("SummaryRow")), sumParameters),
    },
    "/deals/figures": {
      get: reading("readFigures", "Win rate, cycle, velocity, coverage", ref("Figures"), [
        ...period,
        ...cut,
        queryParameter("target", "To be won in the period.", decimal),
      ]),
    },
    "/deals/funnel": { get: reading("readFunnel", "How far deals came", ref("Funnel"), [...period, ...cut]) },
    "/deals/forecast": {
      get: reading("readForecast", "What is expected, by month, owner, category", listOf(ref("ForecastLine")), [
        ...period,
        ...cut,
      ]),
    },
    "/deals/losses": {
      get: reading("readLosses", "Why deals were lost", listOf(ref("Loss")), [...period, ...cut]),
    },
    "/exchange-rates": rates,
    "/exchange-rates/{currency}/{day}": { put: putRate },
  },
  schemas: salesSchemas,
};
