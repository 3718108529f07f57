// Who may see and edit which field, over REST.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { actorOf } from "../../web/context.ts";
import { textIn } from "../../web/read.ts";
import type { Access, KindAccess } from "../access/access.ts";
import type { AccessChanges } from "../access/mode.ts";
import { inputIn, neededIfMatch } from "./read-request.ts";

export function accessApi(access: Access): Router {
  const router = new Router({ prefix: "/api/v1/field-access" });

  router.get("/", async (ctx) => {
    const all = access.kinds().map(async ({ name }) => await access.of(actorOf(ctx), name));
    ctx.body = { data: await Promise.all(all), page: { next: null } };
  });

  router.get("/:kind", async (ctx) => {
    answer(ctx, await access.of(actorOf(ctx), textIn(ctx, "kind")));
  });

  router.patch("/:kind", async (ctx) => {
    const version = neededIfMatch(ctx);
    answer(ctx, await access.change(actorOf(ctx), textIn(ctx, "kind"), changesIn(ctx), version));
  });

  return router;
}

function answer(ctx: Context, standing: KindAccess): void {
  ctx.set("ETag", `"v${standing.version}"`);
  ctx.set("Cache-Control", "private, no-cache");
  ctx.body = standing;
}

/** `{"fields": {"amount": {"sales": "hidden"}}}`; what is not named stays as it is. */
function changesIn(ctx: Context): AccessChanges {
  const { fields, ...more } = inputIn(ctx);
  const strange = Object.keys(more)[0];
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  if (!isObject(fields) || !Object.values(fields).every(isObject)) throw new BadRequest("access.bad_changes");
  return fields as AccessChanges;
}
