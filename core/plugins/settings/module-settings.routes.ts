// The tab *Settings* of a module's page: for everybody, or for one team.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { NotFound } from "../../kernel/errors.ts";
import { isId } from "../../kernel/ids.ts";
import type { PageContext } from "../../records/pages/display.ts";
import { actorOf, say } from "../../web/context.ts";
import type { Pages } from "../../web/pages.ts";
import { queryIn, textIn } from "../../web/read.ts";
import type { Plugins } from "../life/plugins.ts";
import type { ModuleTeams } from "../pages/modules.routes.ts";
import { moduleTabs } from "../pages/module-tabs.ts";
import { labelIn } from "../pages/modules.view.ts";
import type { PluginSettings } from "./plugin-settings.ts";
import { saveForm } from "./saving.ts";
import { company, type Holder } from "./setting.ts";
import { type Sent, settingsForm } from "./settings-form.ts";

export interface SettingsPageNeeds {
  readonly settings: PluginSettings;
  readonly plugins: Plugins;
  readonly pages: Pages;
  readonly teams: ModuleTeams;
  contextOf(ctx: Context): Promise<PageContext>;
}

const pathOf = (plugin: string, { id }: Holder): string =>
  `/settings/modules/${plugin}/settings${id === null ? "" : `?team=${id}`}`;

export function moduleSettingsRoutes(needs: SettingsPageNeeds): Router {
  const router = new Router({ prefix: "/settings/modules" });

  router.get("/:id/settings", async (ctx) => await show(needs, ctx));

  router.post("/:id/settings", async (ctx) => {
    const plugin = textIn(ctx, "id");
    const holder = holderIn(ctx);
    const sent = await saveForm(needs.settings, ctx, await needs.contextOf(ctx), { plugin, holder });
    if (sent) await show(needs, ctx, sent);
    else needs.pages.go(ctx, pathOf(plugin, holder));
  });

  return router;
}

function holderIn(ctx: Context): Holder {
  const team = queryIn(ctx).find("team");
  if (team === undefined) return company;
  if (!isId(team)) throw new NotFound("web.not_found");
  return { scope: "team", id: team };
}

async function show(needs: SettingsPageNeeds, ctx: Context, sent?: Sent): Promise<void> {
  const holder = holderIn(ctx);
  const context = await needs.contextOf(ctx);
  const plugin = await needs.plugins.get(textIn(ctx, "id"));
  const held = await needs.settings.read(actorOf(ctx), plugin.id, holder);
  const form = settingsForm(held, { action: pathOf(plugin.id, holder), prefix: "setting", sent }, context);
  const { team = {}, user = {} } = plugin.manifest?.settings ?? {};
  const view = {
    title: labelIn(ctx, plugin.name),
    where: say(ctx, "modules.title"),
    breadcrumb: [
      { label: say(ctx, "web.settings"), path: "/settings" },
      { label: say(ctx, "modules.title"), path: "/settings/modules" },
    ],
    icon: plugin.icon,
    tabs: moduleTabs(ctx, plugin, "settings"),
    holders: Object.keys(team).length > 0 ? await holderTabs(needs, ctx, plugin.id) : [],
    form: form.inputs.length > 0 ? form : null,
    forThemselves: Object.keys(user).length > 0,
  };
  needs.pages.show(ctx, "modules/settings", view);
}

/** Everybody, and every team; nothing to choose from where there are no teams. */
async function holderTabs(needs: SettingsPageNeeds, ctx: Context, plugin: string) {
  const chosen = pathOf(plugin, holderIn(ctx));
  const teams = (await needs.teams(actorOf(ctx))).map(({ id, name }) => ({
    label: name,
    path: pathOf(plugin, { scope: "team", id }),
  }));
  if (teams.length === 0) return [];
  const all = [{ label: say(ctx, "modules.settings.company"), path: pathOf(plugin, company) }, ...teams];
  return all.map((tab) => ({ ...tab, count: null, current: tab.path === chosen }));
}
