// What the OpenAPI document says of what is kept for deals and documents.
import {
  decimal,
  inPath,
  inQuery,
  listOf,
  object,
  operation,
  page,
  type Part,
  type Schema,
  uuid,
} from "./openapi-parts.ts";

const wanted = object({ product: uuid, quantity: decimal });
const orNull = (format: string): Schema => ({ type: ["string", "null"], format });
const kept = object({
  product: uuid,
  quantity: decimal,
  for: { type: "string", enum: ["deal", "document"] },
  deal: { ...orNull("uuid"), description: "Null, too, where it is not yours to see." },
  document: { ...orNull("uuid"), description: "Null, too, where it is not yours to see." },
  by: { type: ["string", "null"], description: "Who kept it, where one may see for what." },
  since: { type: "string", format: "date-time" },
  until: { ...orNull("date-time"), description: "Null: for as long as the document stands." },
  endsSoon: { type: "boolean", description: "Within a day." },
});

export const keptPaths: Part["paths"] = {
  "/api/v1/warehouse/reservations": {
    get: operation({
      id: "keptGoods",
      summary: "What is kept of each product, for which deal or document, the first to end first.",
      parameters: [
        inQuery("ends", "`soon`: what ends within a day.", { type: "string", enum: ["soon"] }),
        inQuery("page", "Which fifty.", { type: "integer" }),
      ],
      schema: object({ data: listOf(kept), page }),
    }),
    post: operation(
      {
        id: "keepForDeal",
        summary: "Keeps the goods of a deal as far as there are any; answers what is short.",
        body: object({ deal: uuid }),
        status: "201",
        schema: object({ short: listOf(wanted) }),
      },
      "404",
      "422",
    ),
  },
  "/api/v1/warehouse/reservations/{id}": {
    delete: operation(
      {
        id: "releaseDeal",
        summary: "Lets go of what was kept for a deal.",
        parameters: [inPath, inQuery("product", "Only of this product.", uuid)],
        status: "204",
      },
      "404",
    ),
  },
};
