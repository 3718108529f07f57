import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Queryable } from "../../db/database.ts";
import { actorOf, say } from "../../web/context.ts";
import type { Pages } from "../../web/pages.ts";
import type { Plugins } from "../life/plugins.ts";
import { labelIn } from "../pages/modules.view.ts";
import { type MyUse, useOf } from "./my-use.ts";

/** What somebody did with their modules, beside My settings and over REST. */
export function myUseRoutes(needs: { readonly db: Queryable; readonly plugins: Plugins }, pages: Pages): Router {
  const router = new Router();

  router.get("/me/usage", async (ctx) => {
    const modules = (await useOf(actorOf(ctx), needs)).map((one) => moduleView(ctx, one));
    const breadcrumb = [{ label: say(ctx, "users.me.title"), path: "/me" }];
    const view = { title: say(ctx, "adoption.mine"), breadcrumb, modules };
    pages.show(ctx, "modules/usage", view);
  });

  router.get("/api/v1/me/usage", async (ctx) => {
    const mine = await useOf(actorOf(ctx), needs);
    ctx.set("Cache-Control", "private, no-cache");
    ctx.body = {
      data: mine.map(({ plugin, days, actions }) => ({ plugin: plugin.id, days, actions })),
      page: { next: null },
    };
  });

  return router;
}

function moduleView(ctx: Context, { plugin, days, actions }: MyUse) {
  const labels = new Map(plugin.manifest?.adoption?.actions.map(({ id, label }) => [id, label]));
  return {
    id: plugin.id,
    icon: plugin.icon,
    name: labelIn(ctx, plugin.name),
    lead: say(ctx, "adoption.mine.days", { days }),
    actions: actions.map(({ id, times, last }) => ({
      label: labelIn(ctx, labels.get(id) ?? { en: id }),
      times: say(ctx, "adoption.mine.times", { times }),
      last,
    })),
  };
}
