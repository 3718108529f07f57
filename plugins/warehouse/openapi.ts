// What the OpenAPI document says of the warehouse's own addresses.
import {
  text,
  uuid,
  day,
  decimal,
  page,
  object,
  listOf,
  record,
  inPath,
  inQuery,
  ifMatch,
  operation,
  type Schema,
  type Operation,
  type Part,
} from "./openapi-parts.ts";
import { keptPaths } from "./openapi-kept.ts";

const outcome = object({ document: record, corrections: listOf(object({ product: uuid, costOfGoods: decimal })) });
const rehearsal = inQuery("rehearsal", "`true`: says what it would change, without doing it.", { type: "boolean" });

function step(id: string, summary: string, status = "200"): Readonly<Record<string, Operation>> {
  const parameters = [inPath, ifMatch, ...(status === "200" ? [rehearsal] : [])];
  return { post: operation({ id, summary, parameters, status, schema: outcome }, "404", "409", "412", "422", "428") };
}

const scanned = {
  type: "object",
  properties: {
    line: uuid,
    quantity: decimal,
    total: decimal,
    wanted: decimal,
    kit: { ...uuid, description: "Of a kit, its parts were counted; the figures are of kits." },
    place: text,
  },
};
const place = object({ location: uuid, name: text, onHand: decimal, reserved: decimal, available: decimal });
const lot = object({
  lot: uuid,
  name: text,
  expires: { type: ["string", "null"] },
  location: uuid,
  onHand: decimal,
  reserved: decimal,
});
const closing = object({ until: { type: ["string", "null"], format: "date" } });
const days = [
  inQuery("from", "First day; a year ago when absent.", day),
  inQuery("to", "Last day.", day),
  inQuery("page", "Which fifty.", { type: "integer" }),
];
const worths = { standard: decimal, actual: decimal, difference: decimal };
const variance = object({
  product: uuid,
  quantity: decimal,
  ...worths,
  ofStandard: { type: ["string", "null"], description: "Difference / standard." },
});
const lines: Schema = { type: "array", items: { type: "object" } };

export const warehouseApi: Part = {
  tag: { name: "Warehouse", description: "What is where, what is kept for whom, and what it is worth." },
  paths: {
    "/api/v1/stock-documents/{id}/confirmation": step("confirmStockDocument", "Makes a draft binding."),
    "/api/v1/stock-documents/{id}/completion": step("completeStockDocument", "Carries a document out."),
    "/api/v1/stock-documents/{id}/cancellation": step("cancelStockDocument", "Cancels what has not happened."),
    "/api/v1/stock-documents/{id}/lots": step("proposeLots", "Writes the lots that end first onto a draft's lines."),
    "/api/v1/stock-documents/{id}/loss": {
      post: operation(
        {
          id: "loseOnTheWay",
          summary: "Writes off what was sent and never arrived; all that is on the way where no lines are named.",
          parameters: [inPath, ifMatch],
          body: {
            type: "object",
            required: ["reason"],
            properties: { reason: text, lines: listOf(object({ line: uuid, quantity: decimal })) },
          },
          schema: outcome,
        },
        "404",
        "409",
        "412",
        "422",
        "428",
      ),
    },
    "/api/v1/stock-documents/{id}/scans": {
      post: operation(
        {
          id: "scan",
          summary:
            "A code onto a draft, a count or what is picked; of a location's label, where it is. Sent twice with one key, it counts once.",
          parameters: [inPath],
          body: {
            type: "object",
            required: ["code"],
            properties: { code: text, quantity: decimal, lot: text, expires: day, key: text },
          },
          status: "201",
          schema: scanned,
        },
        "404",
        "422",
      ),
    },
    "/api/v1/stock-documents/{id}/scans/last": {
      delete: operation(
        { id: "undoScan", summary: "Takes back one's own last scan.", parameters: [inPath], schema: scanned },
        "404",
      ),
    },
    "/api/v1/stock-documents/{id}/reversal": step(
      "reverseStockDocument",
      "Takes a done document back by another one.",
      "201",
    ),
    "/api/v1/warehouse/stock/{id}": {
      get: operation(
        {
          id: "stockOfProduct",
          summary: "How much of a product is where; its worth for those who may see it.",
          parameters: [inPath],
          schema: {
            type: "object",
            required: ["locations"],
            properties: {
              locations: listOf(place),
              lots: listOf(lot),
              worth: object({ quantity: decimal, value: decimal }),
            },
          },
        },
        "404",
      ),
    },
    "/api/v1/warehouse/stock/{id}/moves": {
      get: operation(
        {
          id: "movesOfProduct",
          summary: "Where a product came from and went, the newest thousand moves first.",
          parameters: [inPath],
          schema: object({
            data: listOf(
              object({
                at: text,
                document: uuid,
                from: uuid,
                to: uuid,
                quantity: decimal,
                lot: { type: ["string", "null"], format: "uuid" },
              }),
            ),
          }),
        },
        "404",
      ),
    },
    "/api/v1/warehouse/lots/{id}/trace": {
      get: operation(
        {
          id: "traceLot",
          summary: "Where a lot is, and where it came from and went.",
          parameters: [inPath],
          schema: object({
            places: listOf(object({ location: uuid, onHand: decimal, reserved: decimal })),
            data: listOf(object({ at: text, document: uuid, from: uuid, to: uuid, quantity: decimal })),
          }),
        },
        "404",
      ),
    },
    ...keptPaths,
    "/api/v1/warehouse/closing": {
      get: operation({
        id: "closedUntil",
        summary: "The last day on which nothing is posted any more.",
        schema: closing,
      }),
      put: operation(
        { id: "closeUntil", summary: "Closes all days up to this one, or opens them.", body: closing, schema: closing },
        "422",
      ),
    },
    "/api/v1/warehouse/turnover": {
      get: operation(
        { id: "turnover", summary: "How fast stock turns.", parameters: days, schema: object({ data: lines, page }) },
        "422",
      ),
    },
    "/api/v1/warehouse/age": {
      get: operation({ id: "ageOfStock", summary: "How old stock is.", schema: object({ data: lines }) }),
    },
    "/api/v1/warehouse/variances": {
      get: operation(
        {
          id: "variancesOfCost",
          summary: "What goods cost more or less than their standard when they came.",
          parameters: days,
          schema: object({ data: listOf(variance), totals: object(worths), page }),
        },
        "422",
      ),
    },
    "/api/v1/warehouse/reorder": {
      get: operation({
        id: "toOrder",
        summary: "What is to be ordered, and how much.",
        schema: object({ data: lines }),
      }),
    },
  },
};
