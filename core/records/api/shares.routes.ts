// To whom a record is given, over REST.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest } from "../../kernel/errors.ts";
import { actorOf } from "../../web/context.ts";
import { textIn } from "../../web/read.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { NewShare } from "../shares/share.ts";
import type { Shares } from "../shares/shares.ts";
import { idIn, inputIn, kindIn } from "./read-request.ts";

/** `prefix` as for the records themselves. */
export function sharesApi({ shares, kinds }: { shares: Shares; kinds: Kinds }, prefix: string): Router {
  const router = new Router({ prefix });

  router.get("/:plural/:id/shares", async (ctx, next) => {
    const kind = shareableIn(ctx, kinds);
    if (!kind) return await next();
    ctx.body = { data: await shares.of(actorOf(ctx), kind.name, idIn(ctx, kind)), page: { next: null } };
  });

  router.post("/:plural/:id/shares", async (ctx, next) => {
    const kind = shareableIn(ctx, kinds);
    if (!kind) return await next();
    ctx.body = await shares.give(actorOf(ctx), kind.name, idIn(ctx, kind), shareIn(ctx));
    ctx.status = 201;
  });

  router.delete("/:plural/:id/shares/:share", async (ctx, next) => {
    const kind = shareableIn(ctx, kinds);
    if (!kind) return await next();
    await shares.end(actorOf(ctx), kind.name, idIn(ctx, kind), textIn(ctx, "share"));
    ctx.status = 204;
  });

  return router;
}

function shareableIn(ctx: Context, kinds: Kinds): Kind | undefined {
  const kind = kindIn(ctx, kinds);
  return kind && kind.rest !== false && kind.ownerField ? kind : undefined;
}

const known = ["person", "team", "access", "until"];

function shareIn(ctx: Context): NewShare {
  const input = inputIn(ctx);
  const strange = Object.keys(input).find((key) => !known.includes(key));
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  const { access = "read", ...texts } = input;
  const fine = Object.values(texts).every((text) => typeof text === "string" || text === null);
  if (!fine || (access !== "read" && access !== "edit")) throw new BadRequest("shares.bad_share");
  const text = (key: string): string | undefined => (texts[key] as string | null | undefined) ?? undefined;
  return { person: text("person"), team: text("team"), access, until: text("until") };
}
