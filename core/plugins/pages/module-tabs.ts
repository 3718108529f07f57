// The tabs of a module's page: two have addresses of their own, the others are `?tab=`.
import type { Context } from "koa";
import { say } from "../../web/context.ts";
import { countsAdoption } from "../adoption/counts.ts";
import type { PluginView } from "../life/view.ts";
import { hasSettings, isSettable } from "../settings/plugin-settings.ts";

const own = ["about", "adds", "needs", "permissions", "log", "data"] as const;
/** What the page itself shows of a module. */
export type ModuleTab = (typeof own)[number];
const order = ["about", "adds", "needs", "permissions", "settings", "adoption", "log", "data"] as const;
type AnyTab = (typeof order)[number];

/** The tab that an address names; what is unknown, and all of a module nobody has decided upon yet, is the first. */
export const tabOf = (plugin: PluginView, name: string | undefined): ModuleTab =>
  (plugin.versionOn !== null && own.find((one) => one === name)) || "about";

/** None before a module was first switched on: what there is to decide stands on one page. */
export function moduleTabs(ctx: Context, plugin: PluginView, current: AnyTab) {
  if (plugin.versionOn === null) return [];
  return order
    .filter((name) => isThere(plugin, name))
    .map((name) => ({
      label: say(ctx, `modules.page.${name}`),
      path: tabPath(plugin.id, name),
      count: null,
      current: name === current,
    }));
}

/** Where a tab of a module is. */
export function tabPath(id: string, name: AnyTab): string {
  const home = `/settings/modules/${id}`;
  if (name === "about") return home;
  return name === "settings" || name === "adoption" ? `${home}/${name}` : `${home}?tab=${name}`;
}

function isThere(plugin: PluginView, name: AnyTab): boolean {
  if (name === "settings") return isSettable(plugin) && hasSettings(plugin);
  return name !== "adoption" || countsAdoption(plugin);
}
