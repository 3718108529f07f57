// Why somebody may do something with a record, over REST.
import { Router } from "@koa/router";
import { actorOf } from "../../web/context.ts";
import { queryIn } from "../../web/read.ts";
import { explain, type WhyNeeds } from "../access/why/why.ts";
import { idIn, kindIn } from "./read-request.ts";

/** `prefix` as for the records themselves. */
export function whyApi(needs: WhyNeeds, prefix: string): Router {
  const router = new Router({ prefix });

  router.get("/:plural/:id/access", async (ctx, next) => {
    const kind = kindIn(ctx, needs.kinds);
    if (!kind || kind.rest === false) return await next();
    const at = { kind: kind.name, id: idIn(ctx, kind), person: queryIn(ctx).text("person") };
    ctx.body = await explain(needs, actorOf(ctx), at);
  });

  return router;
}
