// Turning an option into another over REST: begin, look, undo.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest } from "../../kernel/errors.ts";
import { actorOf } from "../../web/context.ts";
import { idIn } from "../../web/read.ts";
import type { OptionChange, OptionChanges } from "../fields/life/option-changes.ts";
import { inputIn, neededIfMatch } from "./read-request.ts";

export function optionChangesApi(optionChanges: OptionChanges): Router {
  const router = new Router({ prefix: "/api/v1/fields/:id/option-changes" });

  const answerOf = async (change: OptionChange) => ({ ...change, stuck: await optionChanges.isStuck(change) });

  router.post("/", async (ctx) => {
    const [version, { dryRun, ...wish }] = [neededIfMatch(ctx), wishIn(ctx)];
    if (dryRun) {
      ctx.body = { ...wish, records: await optionChanges.dryRun(actorOf(ctx), idIn(ctx), wish) };
      return;
    }
    ctx.status = 202;
    ctx.body = await answerOf(await optionChanges.begin(actorOf(ctx), idIn(ctx), wish, version));
  });

  router.get("/:change", async (ctx) => {
    ctx.body = await answerOf(await optionChanges.get(actorOf(ctx), idIn(ctx, "change")));
  });

  router.post("/:change/undo", async (ctx) => {
    ctx.body = await answerOf(await optionChanges.undo(actorOf(ctx), idIn(ctx, "change")));
  });

  router.post("/:change/retry", async (ctx) => {
    ctx.status = 202;
    ctx.body = await answerOf(await optionChanges.again(actorOf(ctx), idIn(ctx, "change")));
  });

  return router;
}

function wishIn(ctx: Context): { option: string; to: string; dryRun: boolean } {
  const { option, to, dryRun = false, ...more } = inputIn(ctx);
  const strange = Object.keys(more)[0];
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  if (typeof option !== "string" || typeof to !== "string" || typeof dryRun !== "boolean")
    throw new BadRequest("api.bad_option_change");
  return { option, to, dryRun };
}
