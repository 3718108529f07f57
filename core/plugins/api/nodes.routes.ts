import { Router } from "@koa/router";
import { actorOf } from "../../web/context.ts";
import { driftFor, type DriftNeeds } from "../life/drift.ts";

/** What each process has not of what is wanted, over REST. */
export const nodesApi = (needs: DriftNeeds): Router =>
  new Router().get("/api/v1/plugin-nodes", async (ctx) => {
    const nodes = await driftFor(actorOf(ctx), needs);
    ctx.set("Cache-Control", "private, no-cache");
    ctx.body = { data: nodes, page: { next: null } };
  });
