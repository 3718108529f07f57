// What was unusual, over REST.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest } from "../../kernel/errors.ts";
import { actorOf } from "../../web/context.ts";
import { idIn, queryIn } from "../../web/read.ts";
import type { Alert, Alerts } from "../reading/alerts.ts";
import { inputIn } from "./read-request.ts";

/** `GET /api/v1/alerts?state=open`, the newest first. */
export function alertsApi(alerts: Alerts): Router {
  const router = new Router({ prefix: "/api/v1/alerts" });

  router.get("/", async (ctx) => {
    const state = queryIn(ctx).find("state") ?? "all";
    if (state !== "open" && state !== "all") throw new BadRequest("api.unknown_parameter", { name: "state" });
    ctx.body = { data: (await alerts.list(actorOf(ctx), { open: state === "open" })).map(told), page: { next: null } };
  });

  router.post("/:id/seen", async (ctx) => {
    ctx.body = told(await alerts.see(actorOf(ctx), idIn(ctx), falseAlarmIn(ctx)));
  });

  return router;
}

/** Without a body it was none. */
function falseAlarmIn(ctx: Context): boolean {
  if (!ctx.request.length) return false;
  const { falseAlarm = false, ...more } = inputIn(ctx);
  const strange = typeof falseAlarm === "boolean" ? Object.keys(more)[0] : "falseAlarm";
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  return falseAlarm === true;
}

const told = ({ userId, userName, ...alert }: Alert) => ({ ...alert, person: { id: userId, title: userName } });
