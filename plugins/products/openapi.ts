// What the OpenAPI document says of the addresses of prices and offers.
import type { Host } from "trellis/sdk";

type Part = Parameters<Host["api"]>[0];
type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: "string" };
const uuid: Schema = { type: "string", format: "uuid" };
const money: Schema = {
  type: ["object", "null"],
  properties: { amount: text, currency: text },
};

const problems = (...statuses: readonly string[]) =>
  Object.fromEntries(
    [...statuses, "401", "403", "404", "429", "503"].map((status) => [
      status,
      { $ref: `#/components/responses/Problem${status}` },
    ]),
  );
const answered = (description: string, schema: Schema) => ({
  description,
  content: { "application/json": { schema } },
});
const asked = (name: string, description: string, schema: Schema, required = false): Schema => ({
  name,
  in: "query",
  required,
  description,
  schema,
});

const price: Schema = {
  type: "object",
  required: ["price", "list"],
  properties: { price: money, list: { type: ["string", "null"] } },
};
const offer: Schema = {
  type: "object",
  required: ["lines", "net", "tax", "gross"],
  properties: {
    lines: { type: "array", items: { type: "object" } },
    net: money,
    tax: money,
    gross: money,
    margin: money,
  },
};

const inPath = { name: "id", in: "path", required: true, schema: uuid };
const answers: Schema = { type: "object", description: "What is answered, by the names of the calculator's boxes." };
const rehearsal = asked("rehearsal", "`true`: says what would come of it, without writing it.", { type: "boolean" });
const lines: Schema = {
  type: "object",
  required: ["calculation", "lines"],
  properties: { calculation: uuid, lines: { type: "array", items: { type: "object" } } },
};
const sent = (properties: Readonly<Record<string, Schema>>) => ({
  required: true,
  content: { "application/json": { schema: { type: "object", properties } } },
});

/** Lines that calculators make. */
const calculations: Part["paths"] = {
  "/api/v1/products/calculators/{id}/trial": {
    post: {
      operationId: "tryCalculator",
      summary: "What the formulas of a calculator say about some answers, and one more formula.",
      scopes: ["calculators:read"],
      parameters: [inPath],
      requestBody: sent({ inputs: answers, expression: text }),
      responses: { "200": answered("What each part comes to.", { type: "object" }), ...problems("422") },
    },
  },
  "/api/v1/products/calculations": {
    post: {
      operationId: "calculate",
      summary: "Adds the lines of a calculator to a deal.",
      scopes: ["deal-lines:write"],
      parameters: [rehearsal],
      requestBody: sent({ deal: uuid, calculator: uuid, inputs: answers }),
      responses: { "201": answered("The lines that came of it.", lines), ...problems("422") },
    },
  },
  "/api/v1/products/calculations/{id}": {
    get: {
      operationId: "calculation",
      summary: "The lines of a calculation, and what was answered.",
      scopes: ["deal-lines:read"],
      parameters: [inPath],
      responses: { "200": answered("The calculation.", { type: "object" }), ...problems() },
    },
    patch: {
      operationId: "calculateAnew",
      summary: "Works the lines of a calculation out anew, all of them or none.",
      scopes: ["deal-lines:write"],
      parameters: [inPath, rehearsal],
      requestBody: sent({ inputs: answers }),
      responses: { "200": answered("The lines that stand now.", lines), ...problems("422") },
    },
    delete: {
      operationId: "removeCalculation",
      summary: "Takes all lines of a calculation away.",
      scopes: ["deal-lines:write"],
      parameters: [inPath],
      responses: { "204": { description: "They are in the trash." }, ...problems() },
    },
  },
};

export const productsApi: Part = {
  tag: { name: "Prices", description: "Which price holds, and what the lines of a deal come to." },
  paths: {
    ...calculations,
    "/api/v1/products/price": {
      get: {
        operationId: "priceOfProduct",
        summary: "The price that holds for a product, or null.",
        scopes: ["prices:read"],
        parameters: [
          asked("product", "Its id.", uuid, true),
          asked("currency", "Such as `EUR`.", text, true),
          asked("quantity", "In the product's unit; 1 when absent.", text),
          asked("company", "Whose lists count, too.", uuid),
          asked("on", "The day; today when absent.", { type: "string", format: "date" }),
        ],
        responses: { "200": answered("The price and the list it stands in.", price), ...problems("422") },
      },
    },
    "/api/v1/products/offers/{id}": {
      get: {
        operationId: "offerOfDeal",
        summary: "The lines of a deal with their sums.",
        scopes: ["deal-lines:read"],
        parameters: [{ name: "id", in: "path", required: true, schema: uuid }],
        responses: { "200": answered("Its lines and what they come to.", offer), ...problems() },
      },
    },
  },
};
