import type { Database } from "../db/database.ts";
import { type Checked, fits } from "../kernel/checked.ts";
import { isLanguage } from "../i18n/languages.ts";
import type { Preferences } from "../security/actors.ts";
import { isTimeZone } from "./countries.ts";
import { bumpRights } from "../security/rights-version.ts";
import { brokenRules } from "./rules.ts";

/** How somebody likes to work; null language and zone mean the company's. */
export interface OwnPreferences extends Preferences {
  readonly language: string | null;
  readonly timeZone: string | null;
}

export const themes = ["auto", "light", "dark"] as const;
export const densities = ["comfortable", "compact"] as const;

const columns = `language, time_zone as "timeZone", theme, density, shortcuts`;

export async function readPreferences(db: Database, userId: string): Promise<OwnPreferences> {
  const [row] = await db.query<OwnPreferences & object>({
    text: `select ${columns} from users where id = $1`,
    values: [userId],
  });
  return row ?? { language: null, timeZone: null, theme: "auto", density: "comfortable", shortcuts: true };
}

export async function savePreferences(db: Database, userId: string, wanted: OwnPreferences): Promise<void> {
  const { language, timeZone, theme, density, shortcuts } = wanted;
  const text = "update users set language = $2, time_zone = $3, theme = $4, density = $5, shortcuts = $6 where id = $1";
  await db.transaction(async (trx) => {
    await trx.query({ text, values: [userId, language, timeZone, theme, density, shortcuts] });
    await bumpRights(trx);
  });
}

/** What the form of one's own settings says; an open language or zone is the company's. */
export function checkPreferences(typed: Readonly<Record<string, string>>): Checked<OwnPreferences> {
  const { language, timeZone, theme, density, shortcuts } = { ...untouched, ...typed };
  const problems = brokenRules([
    [!isOpenOr(isLanguage, language), "language", "not_an_option"],
    [!isOpenOr(isTimeZone, timeZone), "timeZone", "not_an_option"],
    [!includes(themes, theme), "theme", "not_an_option"],
    [!includes(densities, density), "density", "not_an_option"],
  ]);
  if (problems.length > 0) return { ok: false, problems };
  const chosen = { theme, density } as Pick<Preferences, "theme" | "density">;
  return fits({ language: orNull(language), timeZone: orNull(timeZone), shortcuts: shortcuts === "on", ...chosen });
}

const untouched = { language: "", timeZone: "", theme: "", density: "", shortcuts: "" };

const isOpenOr = (is: (text: string) => boolean, text: string): boolean => text === "" || is(text);

const orNull = (text: string): string | null => (text === "" ? null : text);

const includes = (list: readonly string[], value: string): boolean => list.includes(value);
