// What people set of modules for themselves, beside My settings.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { actorOf, say } from "../../web/context.ts";
import { textIn } from "../../web/read.ts";
import { labelIn } from "../pages/modules.view.ts";
import type { SettingsPageNeeds } from "./module-settings.routes.ts";
import { saveForm } from "./saving.ts";
import type { Holder } from "./setting.ts";
import { type Sent, settingsForm } from "./settings-form.ts";

export function mySettingsRoutes(needs: SettingsPageNeeds): Router {
  const router = new Router({ prefix: "/me/modules" });

  router.get("/", async (ctx) => await show(needs, ctx));

  router.post("/:id", async (ctx) => {
    const plugin = textIn(ctx, "id");
    const sent = await saveForm(needs.settings, ctx, await needs.contextOf(ctx), { plugin, holder: mine(ctx) });
    if (sent) await show(needs, ctx, { plugin, sent });
    else needs.pages.go(ctx, "/me/modules");
  });

  return router;
}

const mine = (ctx: Context): Holder => ({ scope: "user", id: actorOf(ctx).id });

async function show(
  { settings, pages, contextOf }: SettingsPageNeeds,
  ctx: Context,
  back?: { readonly plugin: string; readonly sent: Sent },
): Promise<void> {
  const context = await contextOf(ctx);
  const modules = [];
  for (const { id, name, icon } of await settings.mine(actorOf(ctx))) {
    const held = await settings.read(actorOf(ctx), id, mine(ctx));
    const sent = back?.plugin === id ? back.sent : undefined;
    const form = settingsForm(held, { action: `/me/modules/${id}`, prefix: id, sent }, context);
    modules.push({ id, icon, name: labelIn(ctx, name), form });
  }
  const view = {
    title: say(ctx, "modules.mine"),
    breadcrumb: [{ label: say(ctx, "users.me.title"), path: "/me" }],
    modules,
  };
  pages.show(ctx, "modules/mine", view);
}
