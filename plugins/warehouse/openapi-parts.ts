// What the descriptions of the warehouse's own addresses are put together of.
import type { Host } from "trellis/sdk";

export type Part = Parameters<Host["api"]>[0];
export type Operation = Part["paths"][string][string];
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: "string" };
export const uuid: Schema = { type: "string", format: "uuid" };
export const day: Schema = { type: "string", format: "date" };
export const decimal: Schema = { type: "string", description: "A decimal number as text." };
export const page: Schema = { type: "object", properties: { next: { type: ["integer", "null"] } } };

export const object = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: "object",
  required: Object.keys(properties),
  properties,
});
export const listOf = (items: Schema): Schema => ({ type: "array", items });
export const record: Schema = { type: "object", description: "The stock document." };

const problems = (...statuses: readonly string[]) =>
  Object.fromEntries(
    [...statuses, "401", "403", "429", "503"].map((status) => [
      status,
      { $ref: `#/components/responses/Problem${status}` },
    ]),
  );

export const inPath = { name: "id", in: "path", required: true, schema: uuid };
export const inQuery = (name: string, description: string, schema: Schema): Schema => ({
  name,
  in: "query",
  required: false,
  description,
  schema,
});
export const ifMatch: Schema = {
  name: "If-Match",
  in: "header",
  required: true,
  description: 'The version of the document that was read, `"v3"`.',
  schema: text,
};

interface About {
  readonly id: string;
  readonly summary: string;
  readonly parameters?: readonly Schema[];
  readonly body?: Schema;
  readonly status?: string;
  readonly schema?: Schema;
}

export function operation(
  { id, summary, parameters = [], body, status = "200", schema }: About,
  ...refused: readonly string[]
): Operation {
  const content = schema && { content: { "application/json": { schema } } };
  return {
    operationId: id,
    summary,
    scopes: ["warehouse:write"],
    parameters,
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: { [status]: { description: summary, ...content }, ...problems(...refused) },
  };
}
