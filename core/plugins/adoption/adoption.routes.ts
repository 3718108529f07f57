import { Router } from "@koa/router";
import { actorOf } from "../../web/context.ts";
import type { Pages } from "../../web/pages.ts";
import { textIn } from "../../web/read.ts";
import { adoptionFor, type AdoptionNeeds } from "./adoption.ts";
import { adoptionView } from "./adoption.view.ts";

/** Who uses a module, as a tab of its page and over REST. */
export function adoptionRoutes(needs: AdoptionNeeds, pages: Pages): Router {
  const router = new Router();

  router.get("/settings/modules/:id/adoption", async (ctx) => {
    pages.show(ctx, "modules/adoption", adoptionView(ctx, await adoptionFor(actorOf(ctx), textIn(ctx, "id"), needs)));
  });

  router.get("/api/v1/plugins/:id/adoption", async (ctx) => {
    ctx.set("Cache-Control", "private, no-cache");
    ctx.body = (await adoptionFor(actorOf(ctx), textIn(ctx, "id"), needs)).adoption;
  });

  return router;
}
