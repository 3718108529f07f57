// What is set of plugins for the company, as a part of its configuration. Secrets are no part of it.
import type { Database } from "../../db/database.ts";
import { isObject, type Json } from "../../kernel/json.ts";
import { systemActor } from "../../kernel/actor.ts";
import type { Problem } from "../../kernel/errors.ts";
import {
  type Change,
  type Create,
  itemProblem,
  type Section,
  withUnsaid,
} from "../../records/configuration/section.ts";
import type { PluginView } from "../life/view.ts";
import { checkSettings, isSettable, type PluginSettings } from "./plugin-settings.ts";
import { company, settingsIn } from "./setting.ts";
import { readCompanySettings } from "./setting-rows.ts";

export interface SettingsSectionNeeds {
  readonly db: Database;
  readonly settings: PluginSettings;
  readonly plugins: { list(): Promise<readonly PluginView[]> };
}

/** Plugin → key → value. What an item does not name stays as it is. */
export function settingsSection({ db, settings, plugins }: SettingsSectionNeeds): Section {
  return {
    name: "moduleSettings",
    order: 90,
    completed: withUnsaid,
    async read() {
      const items = new Map<string, Record<string, Json>>();
      for (const { plugin, key, value } of await readCompanySettings(db))
        items.set(plugin, { ...items.get(plugin), [key]: value as Json });
      return items;
    },
    check: async (difference) => problemsOf(difference, await plugins.list()),
    async write(actor, { name, after }) {
      await settings.save(actor, { plugin: name, holder: company }, after as Readonly<Record<string, unknown>>);
    },
  };
}

const { language, timeZone } = systemActor("configuration");
/** A document names currencies and zones itself. */
const anywhere = { language, timeZone, currency: "", country: "" };

function problemsOf({ name, after }: Create | Change, plugins: readonly PluginView[]): readonly Problem[] {
  const plugin = plugins.find(({ id }) => id === name);
  if (!plugin || !isSettable(plugin)) return [itemProblem("", "plugins.no_settings", { plugin: name })];
  if (!isObject(after)) return [itemProblem("", "not_an_object")];
  const plain = settingsIn(plugin.manifest, "company").filter(({ secret }) => !secret);
  return checkSettings(plain, after, anywhere).problems;
}
