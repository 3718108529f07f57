// What programs say of something that repeats, or Invalid with everything that does not fit.
import { type Actor, type Input, Invalid, type Problem } from "trellis/sdk";
import { problem } from "./problem.ts";
import { isRule } from "./recurrence.ts";
import type { Scope } from "./series.ts";
import type { SeriesPlan } from "./series-rows.ts";
import { dayOf, daysBetween, isClock, isDay, isZone } from "./zoned.ts";

type Said = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Said =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isNullOr = (fits: (value: unknown) => boolean) => (value: unknown) => value === null || fits(value);

/** Days from now within which a series begins. */
const FARTHEST = 366;

/** Fields that follow from the days of the series. */
const ofSeries = ["startAt", "endAt", "dueOn", "allDay"];

const fitting: Readonly<Record<keyof Changeable | "firstDay", (value: unknown) => boolean>> = {
  rule: (value) => isText(value) && isRule(value),
  firstDay: (value) => isDay(value) && Math.abs(daysBetween(dayOf(new Date(), "UTC"), value)) <= FARTHEST,
  clock: isNullOr((value) => isText(value) && isClock(value)),
  zone: (value) => isText(value) && isZone(value),
  until: isNullOr(isDay),
  activity: (value) => isObject(value) && ofSeries.every((path) => !(path in value)),
};

interface Changeable {
  readonly rule: string;
  readonly clock: string | null;
  readonly zone: string;
  readonly until: string | null;
  readonly activity: Input;
}

/** A new series; it belongs to whoever begins it, in their time zone, unless it says otherwise. */
export function planOf(body: unknown, actor: Actor): SeriesPlan {
  const usual = { clock: null, zone: actor.timeZone, until: null };
  const said = checked({ ...usual, ...asObject(body) }, ["rule", "firstDay", "clock", "zone", "until", "activity"]);
  const { rule, firstDay, clock, zone, until, activity } = said as unknown as SeriesPlan & Changeable;
  if (until !== null && until < firstDay) throw new Invalid([problem("until", "ends_before")]);
  return { rule, firstDay, clock, zone, until, fields: { owner: actor.id, ...activity } };
}

/** The same of a form: what does not fit is named by its fields. */
export function planned(plan: SeriesPlan): SeriesPlan {
  if (!fitting.firstDay(plan.firstDay)) throw new Invalid([problem("dueOn", "bad_series")]);
  if (plan.until !== null && plan.until < plan.firstDay) throw new Invalid([problem("until", "ends_before")]);
  return plan;
}

/** From this one on, unless it says `all`. */
export function scopeOf(body: unknown): Scope {
  const scope = asObject(body)["scope"] ?? "following";
  if (scope === "following" || scope === "all") return scope;
  throw new Invalid([problem("scope", "bad_series")]);
}

/** Only what is to be another than before. */
export function changeOf(body: unknown): Partial<SeriesPlan> {
  const { scope: _scope, ...said } = asObject(body);
  const { activity, ...rest } = checked(said, Object.keys(said)) as Partial<Changeable>;
  return { ...rest, ...(activity && { fields: activity }) };
}

function asObject(body: unknown): Said {
  if (isObject(body)) return body;
  throw new Invalid([problem("", "bad_series")]);
}

/** Every one of these has to be there and to fit, and nothing else may be there. */
function checked(said: Said, needed: readonly string[]): Said {
  const known = (path: string): path is keyof typeof fitting => path in fitting;
  const all = [...new Set([...needed, ...Object.keys(said)])];
  const wrong = all.filter((path) => !needed.includes(path) || !known(path) || !fitting[path](said[path]));
  if (wrong.length > 0) throw new Invalid(wrong.map((path): Problem => problem(path, "bad_series")));
  return said;
}
