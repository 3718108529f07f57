// What a plugin reads of its own settings. Each reading asks the database, so that a change is heard at once and everywhere.
import type { Queryable } from "../../db/database.ts";
import { behind } from "../../db/lent.ts";
import { Unavailable } from "../../kernel/errors.ts";
import { isId } from "../../kernel/ids.ts";
import type { Seal } from "../../security/seal.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { defaultOf, holderOf, placeOf, rowFor, settingsOf } from "./effective.ts";
import { readSettingsOf, type SettingRow } from "./setting-rows.ts";

/** For whom settings are asked: an actor will do. */
export interface SettingsFor {
  readonly id: string;
  readonly teamIds: readonly string[];
}

export interface OwnSettings {
  /**
   * Every setting by its key, as it holds for somebody: their own value, else that of their team, the company's, or the default;
   * null where there is none. Secrets are among them, readable. A system actor gets the company's. A hook asks `on` its
   * `context.db`, so that a write under way does not wait for a second connection.
   */
  read<T extends object = Readonly<Record<string, unknown>>>(who: SettingsFor, on?: Queryable): Promise<T>;
}

export function ownSettings(
  { id, settings }: Pick<Manifest, "id" | "settings">,
  db: Queryable,
  seal: Seal,
): OwnSettings {
  const manifest = settings ? { settings } : {};
  const valueIn = (row: SettingRow): unknown => {
    if (row.sealed === null) return row.value;
    const text = seal.open(row.sealed, placeOf(id, row.key, holderOf(row)));
    if (text === undefined) throw new Unavailable("plugins.secret_unreadable", { plugin: id, key: row.key });
    return text;
  };
  return {
    async read<T extends object>({ id: who, teamIds }: SettingsFor, on = db): Promise<T> {
      const rows = await readSettingsOf(behind(on), id, { teamIds, userId: isId(who) ? who : null });
      const all = settingsOf(manifest).map((setting) => {
        const row = rowFor(setting, { manifest, rows, teamIds });
        return [setting.key, row ? valueIn(row) : defaultOf(manifest, setting.key)] as const;
      });
      return Object.fromEntries(all) as T;
    },
  };
}
