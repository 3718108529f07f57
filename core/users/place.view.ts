// The boxes for country, currency, time zone and first weekday, in the set-up and in the company's settings.
import type { Context } from "koa";
import { languageOf, say } from "../web/context.ts";
import { countries, currencyCodes, currencyOf, timeZoneOf, timeZones, weekdayOf } from "./countries.ts";
import type { BoxPlan } from "./forms.view.ts";
import { languageChoices } from "./visitor.view.ts";

type Pair = readonly [string, string];

const weekdays = [1, 5, 6, 7];
/** A Monday; the others follow from it. */
const monday = Date.UTC(2024, 0, 1);

/** With `open`, the last three may be left as usual in the country. */
export function placeBoxes(ctx: Context, place: Readonly<Record<string, string>>, open: boolean): BoxPlan[] {
  const { language = "", country = "", currency = "", timeZone = "", firstWeekday = "" } = place;
  const [speak, usual] = [languageOf(ctx), usualIn(ctx, country)];
  const first = (text: string): Pair[] => (open ? [["", say(ctx, "users.company.usual", { value: text })]] : []);
  return [
    {
      name: "language",
      label: "users.company.language",
      value: language,
      autocomplete: "language",
      options: languageChoices(),
    },
    {
      name: "country",
      label: "users.company.country",
      value: country,
      autocomplete: "country",
      options: named(speak, "region", countries),
    },
    {
      name: "currency",
      label: "users.company.currency",
      value: currency,
      options: [...first(usual.currency), ...currencyNames(speak)],
    },
    {
      name: "timeZone",
      label: "users.company.timeZone",
      value: timeZone,
      options: [...first(usual.timeZone), ...zoneNames()],
    },
    {
      name: "firstWeekday",
      label: "users.company.firstWeekday",
      value: firstWeekday,
      options: [...first(usual.weekday), ...weekdayNames(speak)],
    },
  ];
}

const usualIn = (ctx: Context, country: string) => ({
  currency: currencyOf(country),
  timeZone: zoneName(timeZoneOf(country)),
  weekday: weekdayName(languageOf(ctx), weekdayOf(country)),
});

/** Codes by their names in this language, in its alphabet. */
function named(language: string, type: "region" | "currency", codes: readonly string[]): Pair[] {
  const names = new Intl.DisplayNames(language, { type });
  const { compare } = new Intl.Collator(language);
  return codes.map((code): Pair => [code, names.of(code) ?? code]).sort(([, a], [, b]) => compare(a, b));
}

const currencyNames = (language: string): Pair[] =>
  named(language, "currency", currencyCodes)
    .map(([code, name]): Pair => [code, `${code} – ${name}`])
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** Zones by their own names, for a company and for one's own settings. */
export const zoneNames = (): Pair[] => timeZones.map((zone): Pair => [zone, zoneName(zone)]);

const zoneName = (zone: string): string => zone.replaceAll("_", " ");

const weekdayNames = (language: string): Pair[] =>
  weekdays.map((day): Pair => [String(day), weekdayName(language, day)]);

const weekdayName = (language: string, day: number): string =>
  new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(monday + (day - 1) * 86_400_000);
