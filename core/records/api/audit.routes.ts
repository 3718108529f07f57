// The audit trail over REST.
import { Router } from "@koa/router";
import { actorOf } from "../../web/context.ts";
import { queryIn } from "../../web/read.ts";
import { askedIn } from "./audit-asked.ts";
import type { AuditTrail } from "../audit/trail.ts";

const PAGE = 100;

/** `GET /api/v1/audit?actor=…&from=2026-11-01&after=…`, the newest first. */
export function auditApi(trail: AuditTrail): Router {
  const router = new Router({ prefix: "/api/v1/audit" });

  router.get("/", async (ctx) => {
    const actor = actorOf(ctx);
    const { filter, place } = askedIn(queryIn(ctx), actor.timeZone);
    const { lines, next } = await trail.read(actor, filter, { place, limit: PAGE });
    ctx.body = { data: lines, page: { next } };
  });

  return router;
}
