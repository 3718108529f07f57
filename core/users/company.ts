import type { Database, Queryable, Transaction } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { type Checked, fits } from "../kernel/checked.ts";
import type { Problem } from "../kernel/errors.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import { currencyOf, isCountry, isCurrency, isTimeZone, timeZoneOf, weekdayOf } from "./countries.ts";
import { bumpRights } from "../security/rights-version.ts";
import { brokenRules, isLong } from "./rules.ts";

/** What the whole company shares; every person may differ in language and time zone. */
export interface CompanyProfile {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 4217: the currency sums are shown in. */
  readonly currency: string;
  readonly language: string;
  /** IANA zone in which the company's days begin. */
  readonly timeZone: string;
  /** 1 is Monday, 7 is Sunday. */
  readonly firstWeekday: number;
}

const nobody: CompanyProfile = {
  name: "",
  country: "US",
  currency: "USD",
  language: "en",
  timeZone: "UTC",
  firstWeekday: 1,
};
const MEMORY = 800;
/** Days on which a week begins somewhere. */
const firstDays = [1, 5, 6, 7];

const save = `insert into settings (path, value) select 'company.' || key, value from jsonb_each($1)
on conflict (path) do update set value = excluded.value, version = settings.version + 1, changed_at = now()`;

/** The company's own settings, read at most once in 0.8 seconds. */
export class Company {
  readonly #db: Database;
  #kept: { readonly until: number; readonly profile: Promise<CompanyProfile> } | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  async profile(): Promise<CompanyProfile> {
    if (this.#kept && this.#kept.until > performance.now()) return await this.#kept.profile;
    const profile = readProfile(this.#db);
    this.#kept = { until: performance.now() + MEMORY, profile };
    profile.catch(() => (this.#kept = undefined));
    return await profile;
  }

  async save(actor: Actor, profile: CompanyProfile, trx?: Transaction): Promise<void> {
    if (!trx) return await this.#db.transaction((own) => this.save(actor, profile, own));
    await writeAudit(trx, actor, { action: "company.changed", kind: "company-profile", detail: { ...profile } });
    await trx.query({ text: save, values: [JSON.stringify(profile)] });
    await trx.query({ text: "update definition_versions set version = version + 1 where name = 'settings'" });
    await bumpRights(trx);
    trx.afterCommit(() => (this.#kept = undefined));
  }
}

async function readProfile(db: Queryable): Promise<CompanyProfile> {
  const text = "select substr(path, 9) as key, value from settings where path like 'company.%'";
  const rows = await db.query<{ key: string; value: unknown }>({ text });
  return { ...nobody, ...Object.fromEntries(rows.map(({ key, value }) => [key, value])) };
}

/** What a form says about the company; whatever is left open is as usual in the country. */
export function checkCompany(typed: Readonly<Record<string, string>>, language: string): Checked<CompanyProfile> {
  const { name = "", country = "", ...open } = typed;
  const profile = { name: name.trim(), country, language, ...usualOr(open, country) };
  const problems = companyProblems(profile);
  return problems.length > 0 ? { ok: false, problems } : fits(profile);
}

const usualOr = ({ currency, timeZone, firstWeekday }: Readonly<Record<string, string>>, country: string) => ({
  currency: currency || currencyOf(country),
  timeZone: timeZone || timeZoneOf(country),
  firstWeekday: Number(firstWeekday) || weekdayOf(country),
});

const companyProblems = ({ name, country, currency, timeZone, firstWeekday }: CompanyProfile): Problem[] =>
  brokenRules([
    [name === "", "name", "required"],
    [isLong(name, 120), "name", "name_too_long"],
    [!isCountry(country), "country", "not_an_option"],
    [!isCurrency(currency), "currency", "not_an_option"],
    [!isTimeZone(timeZone), "timeZone", "not_an_option"],
    [!firstDays.includes(firstWeekday), "firstWeekday", "not_an_option"],
  ]);
