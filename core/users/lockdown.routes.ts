import { Router } from "@koa/router";
import { signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import type { Records } from "../records/records.ts";
import { lockdownPage } from "./lockdown.view.ts";
import type { Lockdowns } from "./lockdowns.ts";

/** The switch, and what stands. */
export function lockdownRoutes(lockdowns: Lockdowns, records: Records, pages: Pages): Router {
  const router = new Router({ prefix: "/settings/lockdown" });

  router.get("/", async (ctx) => {
    const actor = actorOf(ctx);
    const standing = await lockdowns.standing(actor);
    const teams = await records.list(actor, "team", {
      fields: ["name"],
      limit: 200,
      sort: [{ field: "name", direction: "asc" }],
    });
    pages.show(ctx, "users/lockdown", lockdownPage(ctx, standing, teams.data));
  });

  router.post("/", async (ctx) => {
    signedInLately(ctx);
    const form = formIn(ctx);
    await lockdowns.begin(actorOf(ctx), form.text("mode"), form.text("team") || null);
    messageTo(ctx, say(ctx, "lockdown.began"));
    pages.go(ctx, "/settings/lockdown");
  });

  router.post("/:id/end", async (ctx) => {
    signedInLately(ctx);
    await lockdowns.end(actorOf(ctx), idIn(ctx));
    messageTo(ctx, say(ctx, "lockdown.ended"));
    pages.go(ctx, "/settings/lockdown");
  });

  return router;
}
