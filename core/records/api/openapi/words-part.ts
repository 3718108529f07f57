import type { JsonSchema } from "../schema.ts";
import { answer, type ApiPart, json, pathParameter, problems, queryParameter, ref } from "./parts.ts";

const text: JsonSchema = { type: "string" };
const scopes = ["admin:words"];
const language = pathParameter("language", { type: "string", enum: ["en", "de", "es", "bg", "zh-Hans"] });

/** What the document says about the company's own words. */
export const wordsPart: ApiPart = {
  tag: { name: "words", description: "What the company calls things, per language. Names in the API never change." },
  paths: {
    "/words/{language}": {
      get: {
        operationId: "wordList",
        summary: "Words of one language",
        scopes,
        parameters: [
          language,
          queryParameter("q", "Text in the key, the original or the company's own wording.", text),
          queryParameter("own", "Only words that the company has changed.", {
            type: "string",
            enum: ["true", "false"],
          }),
        ],
        responses: {
          "200": answer("The words.", {
            type: "object",
            required: ["data", "page"],
            properties: { data: { type: "array", items: ref("Word") }, page: ref("PageFacts") },
          }),
          ...problems("403", "404"),
        },
      },
      patch: {
        operationId: "wordChange",
        summary: "Rename words, or go back to the original with null",
        description: "All of them or none. Every process speaks so within two seconds.",
        scopes,
        parameters: [language],
        requestBody: {
          required: true,
          content: json(
            { type: "object", maxProperties: 200, additionalProperties: { type: ["string", "null"], maxLength: 1000 } },
            { "deals.one": "Projekt", "deals.many": "Projekte", "deals.gender": "n" },
          ),
        },
        responses: { "204": { description: "Done." }, ...problems("400", "403", "404", "422") },
      },
    },
  },
  schemas: {
    Word: {
      type: "object",
      required: ["key", "language", "original", "own", "shown"],
      properties: {
        key: text,
        language: text,
        original: { type: "string", description: "ICU message of the product." },
        own: { type: ["string", "null"], description: "ICU message of the company." },
        shown: { type: "string", description: "How it reads, with the names of its values." },
      },
      additionalProperties: false,
    },
  },
};
