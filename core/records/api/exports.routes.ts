// Lists that somebody else has to agree to, over REST: asking, agreeing, taking out; and the register of what left.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../kernel/actor.ts";
import { BadRequest, NotAllowed } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { actorOf } from "../../web/context.ts";
import { idIn } from "../../web/read.ts";
import { sendCsv } from "../export/export.routes.ts";
import { APPROVE, type ExportRequest, type ExportRequests, type Wanted } from "../export/export-requests.ts";
import type { Exports } from "../export/exports.ts";
import type { Operation, Operations } from "../history/operations.ts";
import type { Kinds } from "../kinds.ts";
import { inputIn, queryFrom } from "./read-request.ts";

export interface ExportsApiNeeds {
  readonly exports: Exports;
  readonly requests: ExportRequests;
  readonly operations: Operations;
  readonly kinds: Kinds;
}

export function exportsApi({ exports, requests, operations, kinds }: ExportsApiNeeds): Router {
  const router = new Router({ prefix: "/api/v1/exports" });

  router.get("/", async (ctx) => {
    ctx.body = listOf((await requests.list(actorOf(ctx))).map(requestOf));
  });

  router.post("/", async (ctx) => {
    const actor = actorOf(ctx);
    const { kind, query, purpose } = askedIn(ctx);
    const rows = await exports.rows(actor, kinds.seenBy(actor).get(kind).name, query);
    const id = await requests.ask(actor, { kind, query, purpose, rows });
    ctx.body = requestOf(await requests.get(actor, id));
    ctx.status = 201;
    ctx.set("Location", `/api/v1/exports/${id}`);
  });

  router.get("/register", async (ctx) => {
    if (!may(actorOf(ctx), APPROVE)) throw new NotAllowed("security.not_allowed", { permission: APPROVE });
    ctx.body = listOf((await operations.exports()).map(leftAs));
  });

  router.get("/:id", async (ctx) => {
    ctx.body = requestOf(await requests.get(actorOf(ctx), idIn(ctx)));
  });

  for (const [path, yes] of [
    ["approval", true],
    ["refusal", false],
  ] as const)
    router.post(`/:id/${path}`, async (ctx) => {
      await requests.decide(actorOf(ctx), idIn(ctx), yes);
      ctx.body = requestOf(await requests.get(actorOf(ctx), idIn(ctx)));
    });

  router.post("/:id/file", async (ctx) => {
    const actor = actorOf(ctx);
    await requests.use(actor, idIn(ctx), async ({ kind, query }) => {
      const opened = await exports.open(actor, kind, query, { agreed: true });
      await sendCsv(ctx, exports, { kind: kinds.seenBy(actor).get(kind), opened });
    });
  });

  return router;
}

const listOf = (data: readonly object[]) => ({ data, page: { next: null } });

const requestOf = ({ userId, userName, decidedBy, ...request }: ExportRequest) => ({
  ...request,
  by: { id: userId, title: userName },
  decidedBy,
});

/** What left: number and hash stand in the file, or come from its bytes. */
const leftAs = ({ id, kind, actorId, actorName, summary, startedAt, state }: Operation) => ({
  id,
  number: summary["number"] ?? null,
  kind,
  by: { id: actorId, title: actorName },
  at: startedAt,
  rows: summary["rows"] ?? null,
  bytes: summary["bytes"] ?? null,
  sha256: summary["sha256"] ?? null,
  complete: state === "applied",
});

const known = new Set(["filter", "q", "sort", "fields"]);

function askedIn(ctx: Context): { kind: string; query: Wanted; purpose: string } {
  const { kind, query = {}, purpose = "", ...more } = inputIn(ctx);
  const strange = [
    ...Object.keys(more),
    ...(isObject(query) ? Object.keys(query).filter((key) => !known.has(key)) : []),
  ];
  if (strange[0] !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange[0].slice(0, 80) });
  if (typeof kind !== "string" || typeof purpose !== "string" || !isObject(query))
    throw new BadRequest("exports.bad_request");
  const { filter, q, sort, fields } = queryFrom(query);
  return { kind, query: { filter, q, sort, fields }, purpose };
}
