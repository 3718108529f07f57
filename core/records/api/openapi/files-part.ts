import type { JsonSchema } from "../schema.ts";
import { answer, type ApiPart, pathParameter, problems, queryParameter } from "./parts.ts";

const file: JsonSchema = {
  type: "object",
  description: "Goes into a field of type `file` as it is, in a list.",
  required: ["id", "name", "type", "bytes"],
  properties: {
    id: { type: "string", format: "uuid" },
    name: { type: "string" },
    type: { type: "string" },
    bytes: { type: "integer" },
  },
  additionalProperties: false,
};

const upload: JsonSchema = {
  required: true,
  content: {
    "multipart/form-data": {
      schema: { type: "object", properties: { file: { type: "string", format: "binary" } }, required: ["file"] },
    },
  },
};

/** What the document says about files of records. */
export const filesPart: ApiPart = {
  tag: { name: "files", description: "Files that fields of records name." },
  paths: {
    "/files": {
      post: {
        operationId: "fileUpload",
        summary: "Send a file for a record of a kind",
        scopes: [],
        parameters: [queryParameter("kind", "Name of the kind, such as `deal`.", { type: "string" })],
        requestBody: upload,
        responses: {
          "201": answer("The file, kept for a day until a record names it.", file),
          ...problems("400", "403", "404", "413"),
        },
      },
    },
    "/files/{id}": {
      get: {
        operationId: "fileDownload",
        summary: "The bytes of a file",
        scopes: [],
        parameters: [pathParameter("id")],
        responses: {
          "200": { description: "To be saved, never to be shown.", content: { "application/octet-stream": {} } },
          ...problems("404"),
        },
      },
    },
  },
};
