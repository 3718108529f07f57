// What the OpenAPI document says about datasets.
import { answer, type ApiPart, pathParameter, problems, queryParameter, ref } from "../api/openapi/parts.ts";
import type { JsonSchema } from "../api/schema.ts";

const text: JsonSchema = { type: "string" };
const object = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: "object",
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});
const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });

const dataset = object({
  id: { ...text, description: "Such as `deals.deals`; begins with the area or module that it comes from." },
  label: text,
  kind: { ...text, description: "Kind of its records." },
  fields: list(
    object({
      path: text,
      label: text,
      type: text,
      groupable: { type: "boolean", description: "Its records can be counted by this field." },
      addable: { type: "boolean", description: "This field can be added up." },
    }),
  ),
});

const group = object({
  key: { type: ["string", "null"], description: "Value of the field; null for records without one." },
  count: { type: "integer" },
  sums: list(object({ path: text, amount: text, currency: { type: ["string", "null"] } })),
});

const byId = pathParameter("id", { type: "string", pattern: "^[a-z][a-z0-9-]{0,40}\\.[a-zA-Z][a-zA-Z0-9_-]{0,60}$" });
const filter: JsonSchema = {
  name: "filter",
  in: "query",
  style: "deepObject",
  explode: true,
  description: "`filter[amount][gte]=1000`, as in lists.",
  schema: { type: "object", additionalProperties: true },
};

export const datasetsPart: ApiPart = {
  tag: {
    name: "datasets",
    description: "Records as numbers, for reports: with the rights of whoever asks, and the fields that they see.",
  },
  schemas: { Dataset: dataset, DatasetGroup: group },
  paths: {
    "/datasets": {
      get: {
        operationId: "datasetList",
        summary: "The datasets whose records the caller may read",
        scopes: [],
        responses: {
          "200": answer("As areas and modules added them.", {
            ...object({ data: list(ref("Dataset")), page: ref("PageFacts") }),
          }),
          ...problems(),
        },
      },
    },
    "/datasets/{id}": {
      get: {
        operationId: "datasetGet",
        summary: "One dataset with its fields",
        parameters: [byId],
        scopes: [],
        responses: { "200": answer("The dataset.", ref("Dataset")), ...problems("404") },
      },
    },
    "/datasets/{id}/rows": {
      get: {
        operationId: "datasetRows",
        summary: "Its records, as in lists",
        parameters: [
          byId,
          filter,
          queryParameter("sort", "Fields in order, `-` for descending.", text),
          queryParameter("limit", "Records per page.", { type: "integer", minimum: 1, maximum: 200, default: 25 }),
          queryParameter("after", "Cursor of the page before.", text),
          queryParameter("fields", "Only these fields.", text),
          queryParameter("include", "Titles of these referenced records too.", text),
          queryParameter("count", "Also the number of all.", { type: "string", enum: ["exact", "estimate"] }),
        ],
        scopes: [],
        responses: {
          "200": answer("A page.", {
            ...object({ data: list({ type: "object", additionalProperties: true }), page: ref("PageFacts") }),
          }),
          ...problems("400", "404"),
        },
      },
    },
    "/datasets/{id}/groups": {
      get: {
        operationId: "datasetGroups",
        summary: "How many records have each value of a field, and what their numbers add up to",
        parameters: [
          byId,
          { ...queryParameter("by", "Path of a groupable field.", text), required: true },
          queryParameter("sum", "Paths of addable fields: `amount,minutes`.", text),
          filter,
        ],
        scopes: [],
        responses: {
          "200": answer("The largest groups first, a hundred at most.", {
            ...object({
              data: list(ref("DatasetGroup")),
              more: { type: "boolean", description: "There are further." },
            }),
          }),
          ...problems("400", "404"),
        },
      },
    },
  },
};
