// What is set of the plugins there are: read for pages and programs without its secrets, checked and written.
import type { Database } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Invalid, NotFound, type Problem } from "../../kernel/errors.ts";
import type { Reading } from "../../records/fields/field.ts";
import type { Records } from "../../records/records.ts";
import { checkValue, problemAt } from "../../records/store/validate.ts";
import type { Seal } from "../../security/seal.ts";
import { isEnabledFor } from "../life/audience.ts";
import { allowed } from "../life/plugins.ts";
import type { PluginView } from "../life/view.ts";
import { heldIn, inherited, placeOf } from "./effective.ts";
import { type Holder, type Setting, settingScopes, settingsIn } from "./setting.ts";
import { readSettingsOf, versionOf, type WrittenSetting, writeSettings } from "./setting-rows.ts";

export interface PluginSettingsNeeds {
  readonly db: Database;
  readonly seal: Seal;
  readonly records: Records;
  readonly plugins: { list(): Promise<readonly PluginView[]>; get(id: string): Promise<PluginView> };
  readingOf(actor: Actor): Promise<Reading>;
}

/** The settings of one plugin for one holder. */
export interface HeldSettings {
  readonly settings: readonly Setting[];
  /** What is set here; secrets are not among it. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Secrets that are set here. */
  readonly secrets: ReadonlySet<string>;
  /** What holds where nothing is set here: what a wider holder set, or the default. */
  readonly otherwise: Readonly<Record<string, unknown>>;
  /** Another one as soon as anything is set otherwise here. */
  readonly version: number;
}

/** Which settings are meant: of which plugin, for whom; with the version the caller saw, if they mind. */
export interface Meant {
  readonly plugin: string;
  readonly holder: Holder;
  readonly version?: number | undefined;
}

export class PluginSettings {
  readonly #needs: PluginSettingsNeeds;

  constructor(needs: PluginSettingsNeeds) {
    this.#needs = needs;
  }

  /** Plugins of which this person may set something for themselves. */
  async mine(actor: Actor): Promise<readonly PluginView[]> {
    return (await this.#needs.plugins.list()).filter((plugin) => isMine(plugin, actor));
  }

  async read(actor: Actor, plugin: string, holder: Holder): Promise<HeldSettings> {
    const { manifest } = await this.#open(actor, plugin, holder);
    const settings = settingsIn(manifest, holder.scope);
    const rows = await readSettingsOf(this.#needs.db, plugin, asked(actor, holder));
    const own = rows.filter((row) => heldIn(row, holder));
    return {
      settings,
      values: Object.fromEntries(own.filter(({ sealed }) => !sealed).map(({ key, value }) => [key, value])),
      secrets: new Set(own.filter(({ sealed }) => sealed).map(({ key }) => key)),
      otherwise: inherited({ manifest, rows, teamIds: actor.teamIds }, holder.scope),
      version: versionOf(own),
    };
  }

  /** Sets what is named, null takes it back; throws Invalid with every problem, or Outdated, and then nothing was set. */
  async save(
    actor: Actor,
    { plugin, holder, version }: Meant,
    wanted: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { manifest } = await this.#open(actor, plugin, holder);
    const checked = checkSettings(settingsIn(manifest, holder.scope), wanted, await this.#needs.readingOf(actor));
    if (checked.problems.length > 0) throw new Invalid(checked.problems, "plugins.settings_invalid");
    const written = checked.written.map(({ setting, value }) => this.#written(plugin, holder, setting, value));
    await writeSettings(this.#needs.db, actor, plugin, { holder, written, gone: checked.gone, version });
  }

  #written(plugin: string, holder: Holder, { key, secret }: Setting, value: unknown): WrittenSetting {
    if (!secret) return { key, value };
    return { key, sealed: this.#needs.seal.close(String(value), placeOf(plugin, key, holder)).toString("base64") };
  }

  /** The plugin, for whoever may set something of it there; for everybody else there is none. */
  async #open(actor: Actor, id: string, { scope, id: whose }: Holder): Promise<PluginView & Known> {
    if (scope !== "user") allowed(actor);
    const plugin = await this.#needs.plugins.get(id);
    const mayNot = scope === "user" && (whose !== actor.id || !isMine(plugin, actor));
    if (mayNot || !isSettable(plugin)) throw new NotFound("plugins.not_found", { plugin: id });
    if (scope === "team") await this.#needs.records.get(actor, "team", whose ?? "");
    return plugin;
  }
}

type Known = { readonly manifest: NonNullable<PluginView["manifest"]> };

/** Settings belong to what was switched on once: before, nobody knows whether it will ever be. */
export const isSettable = (plugin: PluginView): plugin is PluginView & Known =>
  plugin.manifest !== null && plugin.versionOn !== null && plugin.state !== "archived";

const isMine = (plugin: PluginView, actor: Actor): boolean =>
  plugin.state === "enabled" &&
  isEnabledFor(plugin.audience, actor) &&
  Object.keys(plugin.manifest?.settings?.user ?? {}).length > 0;

/** Whose rows are needed to tell what is set and what holds otherwise. */
function asked(actor: Actor, { scope, id }: Holder): { teamIds: readonly string[]; userId: string | null } {
  if (scope === "user") return { teamIds: actor.teamIds, userId: id };
  return { teamIds: scope === "team" && id !== null ? [id] : [], userId: null };
}

interface CheckedSettings {
  readonly written: { readonly setting: Setting; readonly value: unknown }[];
  readonly gone: string[];
  readonly problems: Problem[];
}

/** Values as they will be kept, and what is wrong with them. */
export function checkSettings(
  settings: readonly Setting[],
  wanted: Readonly<Record<string, unknown>>,
  reading: Reading,
): CheckedSettings {
  const checked: CheckedSettings = { written: [], gone: [], problems: [] };
  const meant = Object.entries(wanted).filter(([key, said]) => !(isMask(said) && isSecret(settings, key)));
  for (const [key, said] of meant) {
    const setting = settings.find((one) => one.key === key);
    const value = setting ? checkValue(setting.field, said, reading) : undefined;
    if (!setting || !value) checked.problems.push(problemAt(key, "unknown_field", { field: key.slice(0, 80) }));
    else if (!value.ok) checked.problems.push(...value.problems.map((problem) => ({ ...problem, pointer: `/${key}` })));
    else if (value.value === null) checked.gone.push(key);
    else checked.written.push({ setting, value: value.value });
  }
  return checked;
}

const isSecret = (settings: readonly Setting[], wanted: string): boolean =>
  settings.some(({ key, secret }) => secret && key === wanted);

/** What stands in the place of a secret that is not shown: sent back, it means that nothing is to change. */
const isMask = (value: unknown): boolean => typeof value === "string" && /^[•*]{2,}/.test(value);

/** True when there is something to set of it in any scope. */
export const hasSettings = ({ manifest }: PluginView): boolean =>
  settingScopes.some((scope) => Object.keys(manifest?.settings?.[scope] ?? {}).length > 0);
