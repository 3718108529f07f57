// The settings of plugins over REST: read without secrets, set by key, taken back by null.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { neededIfMatch } from "../../records/api/read-request.ts";
import { actorOf } from "../../web/context.ts";
import { idIn, jsonIn, textIn } from "../../web/read.ts";
import type { PluginSettings } from "./plugin-settings.ts";
import { company, type Holder } from "./setting.ts";

/** Address below the plugin's → whose settings stand there. */
const places: Readonly<Record<string, (ctx: Context) => Holder>> = {
  "/settings": () => company,
  "/settings/teams/:team": (ctx) => ({ scope: "team", id: idIn(ctx, "team") }),
  "/settings/me": (ctx) => ({ scope: "user", id: actorOf(ctx).id }),
};

export function settingsApi(settings: PluginSettings): Router {
  const router = new Router({ prefix: "/api/v1/plugins/:id" });
  for (const [path, holderIn] of Object.entries(places)) {
    router.get(path, async (ctx) => await answer(ctx, settings, holderIn(ctx)));
    router.patch(path, async (ctx) => {
      const meant = { plugin: textIn(ctx, "id"), holder: holderIn(ctx), version: neededIfMatch(ctx) };
      await settings.save(actorOf(ctx), meant, sentIn(ctx));
      await answer(ctx, settings, holderIn(ctx));
    });
  }
  return router;
}

function sentIn(ctx: Context): Readonly<Record<string, unknown>> {
  const sent = jsonIn(ctx);
  if (!isObject(sent)) throw new BadRequest("plugins.bad_settings");
  return sent;
}

async function answer(ctx: Context, settings: PluginSettings, holder: Holder): Promise<void> {
  const held = await settings.read(actorOf(ctx), textIn(ctx, "id"), holder);
  const of = (isSecret: boolean) => held.settings.filter(({ secret }) => secret === isSecret);
  ctx.set("ETag", `"v${held.version}"`);
  ctx.set("Cache-Control", "private, no-cache");
  ctx.body = {
    values: Object.fromEntries(of(false).map(({ key }) => [key, held.values[key] ?? null])),
    otherwise: held.otherwise,
    secrets: Object.fromEntries(of(true).map(({ key }) => [key, held.secrets.has(key)])),
  };
}
