// The pieces every operation of the OpenAPI document is made from.
import type { Actor } from "../../../kernel/actor.ts";
import type { JsonSchema } from "../schema.ts";

/** What an area or plugin adds to the document: paths, and the schemas they speak of. */
export interface ApiPart {
  readonly tag: { readonly name: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenOperation>>>>;
  readonly schemas?: Readonly<Record<string, JsonSchema>>;
  /** Whether somebody may know of an address; absent: everybody. */
  opensTo?(actor: Actor, address: string): boolean;
}

/** Paths of parts stand below the API unless they say otherwise. */
export const addressOf = (path: string): string => (path.startsWith("/api/") ? path : `/api/v1${path}`);

/** The parts with the paths that somebody may know of. */
export function partsFor(actor: Actor, parts: readonly ApiPart[]): readonly ApiPart[] {
  return parts.flatMap((part) => {
    const paths = Object.entries(part.paths).filter(([path]) => part.opensTo?.(actor, addressOf(path)) ?? true);
    return paths.length > 0 ? [{ ...part, paths: Object.fromEntries(paths) }] : [];
  });
}

export interface OpenOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly JsonSchema[];
  readonly requestBody?: JsonSchema;
  readonly responses: Readonly<Record<string, JsonSchema>>;
  /** Scopes of which a token needs one. */
  readonly scopes: readonly string[];
}

export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

export const json = (schema: JsonSchema, example?: unknown): JsonSchema => ({
  "application/json": { schema, ...(example === undefined ? {} : { example }) },
});

export const answer = (description: string, schema: JsonSchema, example?: unknown): JsonSchema => ({
  description,
  content: json(schema, example),
});

export const pathParameter = (name: string, schema: JsonSchema = { type: "string", format: "uuid" }): JsonSchema => ({
  name,
  in: "path",
  required: true,
  schema,
});

export const queryParameter = (name: string, description: string, schema: JsonSchema): JsonSchema => ({
  name,
  in: "query",
  required: false,
  description,
  schema,
});

/** The version a definition was read at; needed to change one. */
export const ifMatch: JsonSchema = {
  name: "If-Match",
  in: "header",
  required: true,
  description: 'The version that was read, `"v3"`, or `*` for whatever stands there.',
  schema: { type: "string" },
};

const told: Readonly<Record<string, string>> = {
  "400": "The request cannot be understood; the answer names what.",
  "401": "No valid token was sent.",
  "403": "The token or its person may not do this.",
  "404": "There is no such record, or it may not be seen.",
  "409": "Something else is in the way; the answer says what.",
  "412": "It has moved on; the answer holds it as it is now.",
  "422": "Values do not fit; one problem per field.",
  "428": "If-Match is missing: this is changed only at the version that was read.",
  "429": "Too much at once; Retry-After says when to come back.",
  "503": "Something the server needs does not answer.",
};

const comeBack: JsonSchema = {
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer", minimum: 1 } },
};

/** Problem answers (RFC 9457) of these statuses; 401, 429 and 503 are always possible. */
export function problems(...statuses: readonly string[]): Record<string, JsonSchema> {
  const all = [...new Set([...statuses, "401", "429", "503"])].sort();
  return Object.fromEntries(all.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]));
}

/** The shared answers that `problems` points at. */
export const problemResponses: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.entries(told).map(([status, description]) => [
    `Problem${status}`,
    {
      description,
      ...(status === "429" || status === "503" ? { headers: comeBack } : {}),
      content: { "application/problem+json": { schema: ref("Problem") } },
    },
  ]),
);

export const problemSchema: JsonSchema = {
  type: "object",
  required: ["type", "title", "status", "code"],
  properties: {
    type: { type: "string", description: "Address of a page on this server that explains it." },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "In the language of Accept-Language." },
    instance: { type: "string", description: "Id of the request." },
    code: { type: "string", description: "Stable; never translated." },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "code", "message"],
        properties: { pointer: { type: "string" }, code: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};
