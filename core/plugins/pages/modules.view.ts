import type { Context } from "koa";
import { isLanguage } from "../../i18n/languages.ts";
import { frameOf, say } from "../../web/context.ts";
import type { PluginState, PluginView } from "../life/view.ts";
import type { Labels } from "../manifest/manifest.ts";

/** Which modules a tab of the list shows. */
const tabs: Readonly<Record<string, (plugin: PluginView) => boolean>> = {
  all: () => true,
  on: ({ state }) => state === "enabled",
  off: ({ state }) => state === "discovered" || state === "installed",
  pilot: ({ state, audience }) => state === "enabled" && !audience.everyone,
  problem: ({ state }) => isTroubled(state),
};

const troubled: readonly PluginState[] = ["incompatible", "missing", "failed", "quarantined"];
export const isTroubled = (state: PluginState): boolean => troubled.includes(state);

/** A text of a manifest in the language of the request. */
export function labelIn(ctx: Context, labels: Labels): string {
  const { language } = frameOf(ctx);
  return (isLanguage(language) ? labels[language] : undefined) ?? labels.en;
}

/** The list of modules; `show` names the tab. */
export function modulesView(ctx: Context, all: readonly PluginView[], show: string) {
  const known = tabs[show] ? show : "all";
  return {
    title: say(ctx, "modules.title"),
    where: say(ctx, "web.settings"),
    breadcrumb: [{ label: say(ctx, "web.settings"), path: "/settings" }],
    tabs: Object.entries(tabs).map(([name, holds]) => ({
      label: say(ctx, `modules.tab.${name}`),
      path: name === "all" ? "/settings/modules" : `/settings/modules?show=${name}`,
      count: all.filter(holds).length,
      current: name === known,
    })),
    modules: all.filter(tabs[known] ?? (() => true)).map((plugin) => ({
      id: plugin.id,
      icon: plugin.icon,
      name: labelIn(ctx, plugin.name),
      description: labelIn(ctx, plugin.description),
      ...stateOf(ctx, plugin),
    })),
  };
}

/** The state as a word, and how it looks. */
export function stateOf(ctx: Context, plugin: PluginView) {
  const shown = shownState(plugin);
  return { state: say(ctx, `modules.state.${shown}`), color: colors[shown] ?? "", newer: newerOf(ctx, plugin) };
}

/** On for some only is a pilot. */
const shownState = ({ state, audience }: PluginView): PluginState | "pilot" =>
  state === "enabled" && !audience.everyone ? "pilot" : state;

const colors: Readonly<Record<string, string>> = {
  enabled: "green",
  pilot: "blue",
  ...Object.fromEntries(troubled.map((state) => [state, "red"])),
};

/** A sentence where a newer version is here than the one that is on. */
const newerOf = (ctx: Context, { newer }: PluginView): string | null =>
  newer === null ? null : say(ctx, "modules.newer", { version: newer });
