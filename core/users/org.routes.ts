import { Router } from "@koa/router";
import { may } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import { actorOf, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { teamTree } from "./org.ts";
import type { People } from "./people.ts";

/** The teams of the company as a tree. */
export function orgRoutes({ db }: People, pages: Pages): Router {
  const router = new Router({ prefix: "/settings/teams" });

  router.get("/", async (ctx) => {
    const actor = actorOf(ctx);
    if (!may(actor, "teams.read")) throw new NotAllowed("security.not_allowed", { permission: "teams.read" });
    const view = {
      title: say(ctx, "users.org.title"),
      where: say(ctx, "web.settings"),
      breadcrumb: [{ label: say(ctx, "web.settings"), path: "/settings" }],
      branches: await teamTree(db),
      mayCreate: may(actor, "teams.create"),
    };
    pages.show(ctx, "users/org", view);
  });

  return router;
}
