// The OpenAPI 3.1 document of this installation, from the definitions that check what is sent.
import type { Kind } from "../../kind.ts";
import { type JsonSchema, inputSchema, type Label, recordSchema } from "../schema.ts";
import { eventSchemas, eventsOf } from "./events.ts";
import { kindPaths, schemaName } from "./kind-paths.ts";
import { addressOf, type ApiPart, type OpenOperation, problemResponses, problemSchema, ref } from "./parts.ts";
import { sharedSchemas } from "./shared-schemas.ts";

export interface DocumentOf {
  readonly kinds: readonly Kind[];
  readonly parts: readonly ApiPart[];
  readonly label: Label;
  readonly server: string;
  readonly version: string;
}

const description = `Records of every kind, read and written with the rights of the token's person. Generated from the definitions that check what is sent.

Calls are counted per token in four classes: read, write, search (\`q=\`, \`/query\`, reports) and export. Every answer says where its class stands: \`RateLimit-Policy: "read";q=3000;w=60\` and \`RateLimit: "read";r=2999;t=60\`. With none left the answer is 429 with Retry-After.`;

export function openApiDocument({ kinds, parts, label, server, version }: DocumentOf): JsonSchema {
  const shown = kinds.filter((kind) => kind.rest !== false);
  return {
    openapi: "3.1.0",
    info: {
      title: "Trellis",
      version,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      description,
    },
    servers: [{ url: server }],
    tags: [...shown.map(kindTag), ...parts.map((part) => part.tag)],
    security: [{ token: [] }],
    paths: { ...pathsOfKinds(shown), ...pathsOfParts(parts) },
    webhooks: eventsOf(shown),
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: 'A token from "My settings": trl_pat_…' },
      },
      responses: problemResponses,
      schemas: {
        Problem: problemSchema,
        ...sharedSchemas,
        ...eventSchemas,
        ...Object.assign(
          {},
          ...shown.map((kind) => schemasOf(kind, label)),
          ...parts.map((part) => part.schemas ?? {}),
        ),
      },
    },
  };
}

const kindTag = (kind: Kind) => ({ name: kind.plural, description: `Records of the kind ${kind.name}.` });

const schemasOf = (kind: Kind, label: Label): Record<string, JsonSchema> => ({
  [schemaName(kind)]: recordSchema(kind, label),
  [schemaName(kind, "Input")]: inputSchema(kind, label, "create"),
  [schemaName(kind, "Change")]: inputSchema(kind, label, "change"),
  [schemaName(kind, "Page")]: {
    type: "object",
    required: ["data", "page"],
    properties: { data: { type: "array", items: ref(schemaName(kind)) }, page: ref("PageFacts") },
    additionalProperties: false,
  },
});

function pathsOfKinds(kinds: readonly Kind[]): Record<string, JsonSchema> {
  return Object.assign({}, ...kinds.map((kind) => described(kindPaths(kind), kind.plural)));
}

const pathsOfParts = (parts: readonly ApiPart[]): Record<string, JsonSchema> =>
  Object.assign({}, ...parts.map((part) => described(belowBase(part.paths), part.tag.name)));

function described(paths: ApiPart["paths"], tag: string): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(paths).map(([path, operations]) => [
      path,
      Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, tagged(operation, tag)])),
    ]),
  );
}

const tagged = ({ scopes, ...operation }: OpenOperation, tag: string): JsonSchema => ({
  tags: [tag],
  ...operation,
  "x-scopes": scopes,
});

/** Areas name their paths without the part that all have in common. */
const belowBase = (paths: ApiPart["paths"]): ApiPart["paths"] =>
  Object.fromEntries(Object.entries(paths).map(([path, operations]) => [addressOf(path), operations]));
