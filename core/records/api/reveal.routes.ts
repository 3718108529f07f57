// Looking behind a mask, over REST.
import { Router } from "@koa/router";
import { BadRequest } from "../../kernel/errors.ts";
import { actorOf } from "../../web/context.ts";
import type { Reveals } from "../access/reveals.ts";
import type { Kinds } from "../kinds.ts";
import { valueAt } from "../store/draft.ts";
import { idIn, inputIn, kindIn } from "./read-request.ts";

/** `prefix` as for the records themselves. */
export function revealApi({ reveals, kinds }: { reveals: Reveals; kinds: Kinds }, prefix: string): Router {
  const router = new Router({ prefix });

  router.post("/:plural/:id/reveal", async (ctx, next) => {
    const kind = kindIn(ctx, kinds);
    if (!kind || kind.rest === false) return await next();
    const { field: path } = inputIn(ctx);
    if (typeof path !== "string") throw new BadRequest("access.name_a_field");
    const { field, record } = await reveals.reveal(actorOf(ctx), kind.name, { id: idIn(ctx, kind), path });
    ctx.set("Cache-Control", "no-store");
    ctx.body = { field: field.path, value: valueAt(record, field.path) };
  });

  return router;
}
