// Which of several values holds: a person's own, that of one of their teams, the company's, or the default of the manifest.
import type { Reading } from "../../records/fields/field.ts";
import { checkValue } from "../../records/store/validate.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { type Holder, type Setting, type SettingScope, settingScopes, settingsIn } from "./setting.ts";
import type { SettingRow } from "./setting-rows.ts";

export interface SetFacts {
  readonly manifest: Pick<Manifest, "settings">;
  readonly rows: readonly SettingRow[];
  /** Of the person who asks; the first one with a value counts. */
  readonly teamIds: readonly string[];
}

/** What a secret is bound to: sealed for one place it opens in no other. */
export const placeOf = (plugin: string, key: string, { scope, id }: Holder): string =>
  JSON.stringify(["plugin setting", plugin, key, scope, id]);

export function holderOf({ teamId, userId }: Pick<SettingRow, "teamId" | "userId">): Holder {
  if (userId !== null) return { scope: "user", id: userId };
  return teamId === null ? { scope: "company", id: null } : { scope: "team", id: teamId };
}

export function heldIn(row: SettingRow, { scope, id }: Holder): boolean {
  const holder = holderOf(row);
  return holder.scope === scope && holder.id === id;
}

/** Every setting of the plugin once, with the scopes in which it can be set. */
export function settingsOf(manifest: SetFacts["manifest"]): readonly Setting[] {
  const all = settingScopes.flatMap((scope) => settingsIn(manifest, scope));
  const byKey = new Map<string, Setting>();
  for (const setting of all) if (!byKey.has(setting.key)) byKey.set(setting.key, setting);
  return [...byKey.values()];
}

/** The row that holds for a key, the narrowest first; those that a newer version of the plugin cannot use do not count. */
export function rowFor(
  { key, field, secret }: Setting,
  { manifest, rows, teamIds }: SetFacts,
  scopes: readonly SettingScope[] = settingScopes,
): SettingRow | undefined {
  const isFit = (row: SettingRow): boolean =>
    secret ? row.sealed !== null : row.sealed === null && checkValue(field, row.value, anywhere).ok;
  const at = (scope: SettingScope, id?: string) =>
    rows.find((row) => {
      const holder = holderOf(row);
      return row.key === key && holder.scope === scope && (id === undefined || holder.id === id) && isFit(row);
    });
  const places: Readonly<Record<SettingScope, () => SettingRow | undefined>> = {
    company: () => at("company"),
    team: () => teamIds.map((id) => at("team", id)).find((row) => row !== undefined),
    user: () => at("user"),
  };
  const declared = scopes.filter((scope) => manifest.settings?.[scope]?.[key] !== undefined);
  return declared
    .toReversed()
    .map((scope) => places[scope]())
    .find((row) => row !== undefined);
}

/** Kept values name currency, zone and country themselves. */
const anywhere: Reading = { language: "en", timeZone: "UTC", currency: "", country: "" };

/** The default is that of the widest scope that names one. */
export function defaultOf(manifest: SetFacts["manifest"], key: string): unknown {
  const said = settingScopes.map((scope) => manifest.settings?.[scope]?.[key]?.default);
  return said.find((value) => value !== undefined) ?? null;
}

/** What holds in a scope where nothing is set there itself. Secrets are left out. */
export function inherited(facts: SetFacts, scope: SettingScope): Record<string, unknown> {
  const wider = settingScopes.slice(0, settingScopes.indexOf(scope));
  const plain = settingsIn(facts.manifest, scope).filter(({ secret }) => !secret);
  return Object.fromEntries(
    plain.map((setting) => {
      const row = rowFor(setting, facts, wider);
      return [setting.key, row ? row.value : defaultOf(facts.manifest, setting.key)];
    }),
  );
}
