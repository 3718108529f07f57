import { Router } from "@koa/router";
import { actorOf } from "../../web/context.ts";
import type { Pages } from "../../web/pages.ts";
import { driftFor, type DriftNeeds } from "../life/drift.ts";
import { serversView } from "./servers.view.ts";

/** Where an administrator sees which process has not, or not yet, what was decided about modules. */
export const serverRoutes = (needs: DriftNeeds, pages: Pages): Router =>
  new Router().get("/settings/servers", async (ctx) => {
    pages.show(ctx, "modules/servers", serversView(ctx, await driftFor(actorOf(ctx), needs)));
  });
