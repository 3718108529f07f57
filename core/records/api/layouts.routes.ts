// REST for layouts: how the fields of a kind are arranged, for everybody or for a role.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { actorOf } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import type { LayoutRow } from "../layouts/layout.ts";
import type { LayoutPlace, Layouts } from "../layouts/layouts.ts";
import { inputIn, neededIfMatch } from "./read-request.ts";

export function layoutApi(layouts: Layouts): Router {
  const router = new Router({ prefix: "/api/v1/layouts" });

  router.get("/", async (ctx) => {
    ctx.body = { data: await layouts.list(actorOf(ctx)), page: { next: null } };
  });

  router.get("/:kind", async (ctx) => answerLayout(ctx, await layouts.get(actorOf(ctx), placeIn(ctx))));

  router.put("/:kind", async (ctx) => {
    const version = neededIfMatch(ctx);
    answerLayout(ctx, await layouts.save(actorOf(ctx), placeIn(ctx), inputIn(ctx), version));
  });

  router.delete("/:kind", async (ctx) => {
    await layouts.reset(actorOf(ctx), placeIn(ctx), neededIfMatch(ctx));
    ctx.status = 204;
  });

  return router;
}

const placeIn = (ctx: Context): LayoutPlace => ({ kind: textIn(ctx, "kind"), role: queryIn(ctx).text("role") });

function answerLayout(ctx: Context, row: LayoutRow): void {
  ctx.set("ETag", `"v${row.version}"`);
  ctx.set("Cache-Control", "private, no-cache");
  ctx.body = row;
}
