import type { JsonSchema } from "../schema.ts";
import { answer, type ApiPart, ifMatch, json, pathParameter, problems, queryParameter, ref } from "./parts.ts";

const text: JsonSchema = { type: "string" };
const paths = (description: string): JsonSchema => ({ type: "array", items: text, uniqueItems: true, description });
const scopes = ["admin:fields"];
const place = [pathParameter("kind", text), queryParameter("role", "Whose layout; everybody's when absent.", text)];
const one = answer("The layout, and its version; 0 while nobody arranged anything.", ref("LayoutOfKind"));

const strict = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: "object",
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});

/** A section is always shown where it says no condition. */
function section(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const whole = strict(properties);
  return { ...whole, required: Object.keys(properties).filter((name) => name !== "when") };
}

/** What the document says about layouts. */
export const layoutsPart: ApiPart = {
  tag: {
    name: "layouts",
    description: "How the fields of a kind are arranged. A field that no layout places stands last.",
  },
  paths: {
    "/layouts": {
      get: {
        operationId: "layoutList",
        summary: "All layouts that were made",
        scopes,
        responses: {
          "200": answer("By kind and role.", {
            type: "object",
            required: ["data", "page"],
            properties: { data: { type: "array", items: ref("LayoutOfKind") }, page: ref("PageFacts") },
          }),
          ...problems("403"),
        },
      },
    },
    "/layouts/{kind}": {
      get: {
        operationId: "layoutGet",
        summary: "The layout of a kind",
        scopes,
        parameters: place,
        responses: { "200": one, ...problems("403", "404") },
      },
      put: {
        operationId: "layoutPut",
        summary: "Arrange a kind",
        scopes,
        parameters: [...place, ifMatch],
        requestBody: { required: true, content: json(ref("Layout")) },
        responses: { "200": one, ...problems("400", "403", "404", "412", "422", "428") },
      },
      delete: {
        operationId: "layoutReset",
        summary: "Go back to the arrangement the kind comes with",
        scopes,
        parameters: [...place, ifMatch],
        responses: { "204": { description: "Done." }, ...problems("400", "403", "404", "412", "428") },
      },
    },
  },
  schemas: {
    LayoutOfKind: strict({ kind: text, role: text, layout: ref("Layout"), version: { type: "integer" } }),
    Layout: strict({
      sections: {
        type: "array",
        maxItems: 40,
        items: section({
          title: {
            type: ["string", "object", "null"],
            additionalProperties: text,
            description: "Key of a word, or texts by language.",
          },
          columns: { type: "integer", enum: [1, 2] },
          fields: { type: "array", items: strict({ path: text, full: { type: "boolean" } }) },
          when: { ...text, maxLength: 500, description: "A condition: the section is shown where it is true." },
        }),
      },
      list: paths("Columns of lists."),
      facts: paths("Facts in the head of a record."),
      quick: paths("Boxes of quick create."),
    }),
  },
};
