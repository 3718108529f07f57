// The operations every kind has, described.
import type { Kind } from "../../kind.ts";
import { apiPathOf } from "../read-request.ts";
import type { JsonSchema } from "../schema.ts";
import { answer, json, type OpenOperation, pathParameter, problems, queryParameter, ref } from "./parts.ts";

/**
 * `deal` → `Deal`, `DealInput`: the names of its schemas. Those of administrators' kinds keep their name as it is, so that
 * whatever they are called, no two are the same: `vessel`, `vessel.Input`.
 */
export function schemaName({ own, name }: Pick<Kind, "own" | "name">, part = ""): string {
  if (own) return part === "" ? name : `${name}.${part}`;
  return name.replace(/(^|[-_])([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase()) + part;
}

/** `dealList`, or `objects.vessel.List` for an administrator's kind. */
const operationId = ({ own, name }: Kind, verb: string): string => (own ? `objects.${name}.${verb}` : `${name}${verb}`);

const listParameters: readonly JsonSchema[] = [
  queryParameter("q", "Part of a name, e-mail or phone number.", { type: "string", maxLength: 200 }),
  queryParameter("sort", "Fields in order, `-` for descending: `-amount,name`.", { type: "string" }),
  queryParameter("limit", "Records per page.", { type: "integer", minimum: 1, maximum: 200, default: 25 }),
  queryParameter("after", "Cursor of the page before.", { type: "string" }),
  queryParameter("fields", "Only these fields.", { type: "string" }),
  queryParameter("include", "Titles of these referenced records too.", { type: "string" }),
  queryParameter("count", "Also the number of all: exact up to 10,000.", {
    type: "string",
    enum: ["exact", "estimate"],
  }),
  queryParameter("trash", "Records in the trash instead.", { type: "boolean" }),
  queryParameter("view", "A saved view to look through.", { type: "string", format: "uuid" }),
  {
    name: "filter",
    in: "query",
    style: "deepObject",
    explode: true,
    description: "`filter[amount][gte]=1000`, `filter[owner]=me`.",
    schema: { type: "object", additionalProperties: true },
  },
];

const ifMatch = ({ versionNeeded = false }: Kind): JsonSchema => ({
  name: "If-Match",
  in: "header",
  required: versionNeeded,
  description: 'The version it is based on: `"v42"`.',
  schema: { type: "string" },
});
/** What may happen where a version is looked at. */
const outdated = ({ versionNeeded }: Kind): string[] => (versionNeeded ? ["412", "428"] : ["412"]);
const idempotencyKey: JsonSchema = {
  name: "Idempotency-Key",
  in: "header",
  description: "Makes the call safe to repeat for 24 hours.",
  schema: { type: "string", maxLength: 255 },
};
const id = pathParameter("id");

const body = (schema: JsonSchema, type = "application/json"): JsonSchema => ({
  required: true,
  content: type === "application/json" ? json(schema) : { [type]: { schema } },
});

type Operations = Readonly<Record<string, OpenOperation>>;

export function kindPaths(kind: Kind): Readonly<Record<string, Operations>> {
  const base = apiPathOf(kind);
  return {
    [base]: collection(kind),
    [`${base}/query`]: { post: query(kind) },
    [`${base}/batch`]: { post: batch(kind) },
    [`${base}/by/{source}/{externalId}`]: { put: upsert(kind) },
    [`${base}/{id}`]: single(kind),
    [`${base}/{id}/restoration`]: { post: restoration(kind) },
    [`${base}/{id}/history`]: { get: history(kind) },
    [`${base}/{id}/reveal`]: { post: reveal(kind) },
    [`${base}/{id}/access`]: { get: why(kind) },
    ...(kind.ownerField && {
      [`${base}/{id}/shares`]: { get: shares(kind), post: share(kind) },
      [`${base}/{id}/shares/{share}`]: { delete: unshare(kind) },
    }),
  };
}

const read = (kind: Kind): string[] => [`${kind.plural}:read`];
const write = (kind: Kind): string[] => [`${kind.plural}:write`];
const record = (kind: Kind): JsonSchema => answer("The record.", ref(schemaName(kind)));
const page = (kind: Kind): JsonSchema => answer("One page.", ref(schemaName(kind, "Page")));

const collection = (kind: Kind): Operations => ({
  get: {
    operationId: operationId(kind, "List"),
    summary: `List ${kind.plural}`,
    parameters: listParameters,
    scopes: read(kind),
    responses: { "200": page(kind), ...problems("400", "403") },
  },
  post: {
    operationId: operationId(kind, "Create"),
    summary: `Create a ${kind.name}`,
    parameters: [idempotencyKey],
    scopes: write(kind),
    requestBody: body(ref(schemaName(kind, "Input"))),
    responses: { "201": record(kind), ...problems("400", "403", "409", "422") },
  },
});

const query = (kind: Kind): OpenOperation => ({
  operationId: operationId(kind, "Query"),
  summary: `List ${kind.plural} by a tree of conditions`,
  scopes: read(kind),
  requestBody: body(ref("ListQuery")),
  responses: { "200": page(kind), ...problems("400", "403") },
});

const batch = (kind: Kind): OpenOperation => ({
  operationId: operationId(kind, "Batch"),
  summary: `Write up to 100 ${kind.plural}`,
  parameters: [idempotencyKey],
  scopes: write(kind),
  requestBody: body(ref("Batch")),
  responses: {
    "200": answer("One result per operation, in order.", ref("BatchResult")),
    ...problems("400", "403", "404", "412", "422"),
  },
});

const upsert = (kind: Kind): OpenOperation => ({
  operationId: operationId(kind, "Upsert"),
  summary: `Change or create a ${kind.name} by another system's id`,
  scopes: write(kind),
  parameters: [
    pathParameter("source", { type: "string" }),
    pathParameter("externalId", { type: "string" }),
    { ...ifMatch(kind), required: false },
  ],
  requestBody: body(ref(schemaName(kind, "Input"))),
  responses: { "200": record(kind), "201": record(kind), ...problems("400", "403", "422", ...outdated(kind)) },
});

const single = (kind: Kind): Operations => ({
  get: {
    operationId: operationId(kind, "Get"),
    summary: `Read a ${kind.name}`,
    parameters: [id, ...listParameters.slice(4, 6)],
    scopes: read(kind),
    responses: { "200": record(kind), ...problems("400", "404") },
  },
  patch: {
    operationId: operationId(kind, "Change"),
    summary: `Change a ${kind.name}`,
    parameters: [id, ifMatch(kind)],
    scopes: write(kind),
    requestBody: body(ref(schemaName(kind, "Change")), "application/merge-patch+json"),
    responses: { "200": record(kind), ...problems("400", "403", "404", "409", "422", ...outdated(kind)) },
  },
  delete: {
    operationId: operationId(kind, "Remove"),
    summary: `Move a ${kind.name} to the trash, or erase it`,
    scopes: write(kind),
    parameters: [
      id,
      ifMatch(kind),
      queryParameter("permanent", "Erase it for good; needs a right of its own.", { type: "boolean" }),
    ],
    responses: {
      "200": record(kind),
      "204": { description: "Erased." },
      ...problems("400", "403", "404", "409", ...outdated(kind)),
    },
  },
});

const restoration = (kind: Kind): OpenOperation => ({
  operationId: operationId(kind, "Restore"),
  summary: `Take a ${kind.name} out of the trash`,
  parameters: [id],
  scopes: write(kind),
  responses: { "200": record(kind), ...problems("403", "404") },
});

const reveal = (kind: Kind): OpenOperation => ({
  operationId: `${kind.name}Reveal`,
  summary: "Look behind the mask of a field; it is written down who did",
  parameters: [id],
  scopes: write(kind),
  requestBody: body({ type: "object", required: ["field"], properties: { field: { type: "string" } } }),
  responses: {
    "200": answer("The value.", { type: "object", properties: { field: { type: "string" }, value: {} } }),
    ...problems("400", "403", "404"),
  },
});

const why = (kind: Kind): OpenOperation => ({
  operationId: operationId(kind, "Access"),
  summary: `Why somebody may do something with a ${kind.name}, or not`,
  parameters: [id, queryParameter("person", "Whom it is about.", { type: "string", format: "uuid" })],
  scopes: ["roles:read"],
  responses: {
    "200": answer("Right by right, and field by field.", ref("Explanation")),
    ...problems("403", "404", "422"),
  },
});

const shares = (kind: Kind): OpenOperation => ({
  operationId: operationId(kind, "Shares"),
  summary: `To whom a ${kind.name} is given`,
  parameters: [id],
  scopes: read(kind),
  responses: { "200": answer("The newest first.", ref("SharePage")), ...problems("403", "404") },
});

const share = (kind: Kind): OpenOperation => ({
  operationId: operationId(kind, "Share"),
  summary: `Give a ${kind.name} to a person or a team for a while`,
  description:
    "Whoever has the right to read (or change) such records at all, reads (or changes) this one, too, as long as whoever gave it may.",
  parameters: [id],
  scopes: ["records:write"],
  requestBody: body(ref("ShareInput")),
  responses: { "201": answer("It holds.", ref("Share")), ...problems("400", "403", "404", "409", "422") },
});

const unshare = (kind: Kind): OpenOperation => ({
  operationId: operationId(kind, "Unshare"),
  summary: `Take a ${kind.name} back`,
  parameters: [id, pathParameter("share")],
  scopes: write(kind),
  responses: { "204": { description: "It has ended." }, ...problems("403", "404") },
});

const history = (kind: Kind): OpenOperation => ({
  operationId: operationId(kind, "History"),
  summary: `Who changed a ${kind.name}, when and what`,
  parameters: [id, queryParameter("before", "The version the last page ended with.", { type: "integer" })],
  scopes: read(kind),
  responses: { "200": answer("Newest first.", ref("HistoryPage")), ...problems("404") },
});
