import { type Actor, may, type PageView } from "trellis/sdk";
import { type Activity, iconOf } from "./activity.ts";
import { type CalendarAsk, calendarPath, calendarViews, daysOf, turned } from "./calendar.ts";
import { takesPart } from "./busy.ts";
import { aboutView, dayFor } from "./day.view.ts";
import { elsewhereOn } from "./outside.view.ts";
import type { SeenEvent } from "./outside.ts";
import { mayChange } from "./may-change.ts";
import { dayOf, timeOf } from "./zoned.ts";

export interface CalendarFacts {
  readonly ask: CalendarAsk;
  readonly actor: Actor;
  readonly today: string;
  readonly activities: readonly Activity[];
  /** True when there is more than the page holds. */
  readonly more: boolean;
  /** `<activity> <person>`: they will not come. */
  readonly refused: ReadonlySet<string>;
  /** What they have in calendars elsewhere. */
  readonly elsewhere: readonly SeenEvent[];
  readonly holidays: ReadonlyMap<string, string>;
  readonly people: readonly { readonly id: string; readonly name: string; readonly away: (day: string) => boolean }[];
  readonly mayLead: boolean;
}

type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string;

/** Cards of one day that a page shows; its own page shows all. */
const most: Readonly<Record<CalendarAsk["view"], number>> = { day: 1_000, week: 30, month: 4, team: 6 };

export function calendarView(facts: CalendarFacts, say: Say): PageView {
  const { ask, actor, people } = facts;
  const days = daysOf(ask);
  const places = byPlace(facts, days);
  const labels = new Map(days.map((day) => [day, headOf(day, actor.language)]));
  const view = {
    title: say("activities.calendar"),
    breadcrumb: [{ label: say("activities.many"), path: "/activities" }],
    view: ask.view,
    heading: headingOf(days, ask, actor.language),
    tabs: calendarViews
      .filter((one) => one !== "team" || facts.mayLead)
      .map((one) => ({
        id: one,
        key: one === "team" ? null : one[0],
        path: calendarPath({ view: one, on: ask.on }),
        current: one === ask.view,
      })),
    before: calendarPath({ view: ask.view, on: turned(ask, -1) }),
    after: calendarPath({ view: ask.view, on: turned(ask, 1) }),
    now: calendarPath({ view: ask.view, on: facts.today }),
    here: calendarPath(ask),
    rows: people.map((person) => ({
      name: ask.view === "team" ? person.name : null,
      days: days.map((day) =>
        dayView(day, facts, {
          person,
          label: labels.get(day),
          here: places.get(`${person.id} ${day}`) ?? [],
        }),
      ),
    })),
    hours: ask.view === "day" ? hoursOf(facts, places.get(`${people[0]?.id} ${ask.on}`) ?? []) : [],
    more: facts.more,
    mayCreate: may(actor, "activities.create"),
    mayChange: may(actor, "activities.change"),
  };
  return view;
}

interface Cell {
  readonly person: CalendarFacts["people"][number];
  readonly label: object | undefined;
  readonly here: readonly Activity[];
}

function dayView(day: string, facts: CalendarFacts, { person, label, here }: Cell) {
  const { ask, today } = facts;
  const cards = cardsOf(here, day, facts);
  const shown = cards.slice(0, most[ask.view]);
  return {
    day,
    label,
    today: day === today,
    other: ask.view === "month" && day.slice(0, 7) !== ask.on.slice(0, 7),
    holiday: facts.holidays.get(day) ?? null,
    away: person.away(day),
    cards: shown,
    elsewhere: elsewhereOn(day, facts, person.id),
    left: cards.length - shown.length,
    path: calendarPath({ view: "day", on: day }),
    plan: planPath(day, "", ask),
  };
}

const planPath = (dueOn: string, time: string, ask: CalendarAsk): string =>
  `/activities/log?${new URLSearchParams({ what: "plan", dueOn, time, back: calendarPath(ask) })}`;

/** All day first, then by time of day. Something over several days is on each of them. */
function cardsOf(activities: readonly Activity[], day: string, { actor, ask }: CalendarFacts) {
  return activities
    .map((one) => cardView(one, day, { actor, ask }))
    .toSorted((a, b) => (a.clock ?? "").localeCompare(b.clock ?? "") || a.subject.localeCompare(b.subject));
}

export function isOn(activity: Activity, day: string, zone: string): boolean {
  const span = spanOf(activity, zone);
  return span !== undefined && span.first <= day && day <= span.last;
}

/** The first and the last day of something; what ends at midnight does not reach into the day that begins then. */
function spanOf(activity: Activity, zone: string): { readonly first: string; readonly last: string } | undefined {
  const { startAt, endAt, allDay } = activity;
  const first = dayFor(activity, zone);
  if (first === null) return undefined;
  if (startAt === null || endAt === null) return { first, last: first };
  const end = new Date(Date.parse(endAt) - (endAt > startAt && !allDay ? 1 : 0));
  return { first, last: dayOf(end, zone) };
}

/** What is on each day, found out once for the whole page: person and day → activities. */
function byPlace(
  { activities, actor, people, refused }: CalendarFacts,
  days: readonly string[],
): ReadonlyMap<string, readonly Activity[]> {
  const places = new Map<string, Activity[]>();
  for (const one of activities) {
    const span = spanOf(one, actor.timeZone);
    const whose = people.filter(({ id }) => takesPart(one, id, refused));
    for (const day of span ? days.filter((at) => span.first <= at && at <= span.last) : [])
      for (const { id } of whose) {
        const here = places.get(`${id} ${day}`) ?? [];
        here.push(one);
        places.set(`${id} ${day}`, here);
      }
  }
  return places;
}

function cardView(activity: Activity, day: string, { actor, ask }: Pick<CalendarFacts, "actor" | "ask">) {
  const { timeZone } = actor;
  const { id, subject, type, status, startAt, endAt, allDay } = activity;
  const timed = startAt !== null && !allDay;
  const begins = timed && dayOf(startAt, timeZone) === day;
  return {
    id,
    subject,
    type,
    status,
    icon: iconOf(type),
    clock: begins ? timeOf(startAt, timeZone) : null,
    until: begins && endAt !== null ? timeOf(endAt, timeZone) : null,
    about: aboutView(activity)[0]?.title ?? null,
    others: activity.colleagues.length,
    movable: (begins || !timed) && isMovable(actor, activity),
    reschedule: `/activities/${id}/rescheduling?${new URLSearchParams({ back: calendarPath(ask) })}`,
  };
}

const isMovable = (actor: Actor, activity: Activity): boolean =>
  activity.status === "planned" && mayChange(actor, activity);

/** The hours of a day: the usual ones, and all others at which something begins. */
function hoursOf(facts: CalendarFacts, here: readonly Activity[]) {
  const day = facts.ask.on;
  const cards = cardsOf(here, day, facts);
  const all = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));
  return all
    .map((hour) => ({
      hour: `${hour}:00`,
      day,
      plan: planPath(day, `${hour}:00`, facts.ask),
      cards: cards.filter(({ clock }) => clock?.startsWith(hour) === true),
    }))
    .filter(({ hour, cards: here }) => here.length > 0 || (hour >= "08:00" && hour <= "18:00"));
}

const formatted = (day: string, language: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

const headOf = (day: string, language: string) => ({
  weekday: formatted(day, language, { weekday: "short" }),
  number: String(Number(day.slice(8))),
  full: formatted(day, language, { weekday: "long", day: "numeric", month: "long" }),
});

function headingOf(days: readonly string[], { view, on }: CalendarAsk, language: string): string {
  if (view === "month") return formatted(on, language, { month: "long", year: "numeric" });
  if (view === "day")
    return formatted(on, language, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const range = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return range.formatRange(new Date(`${days[0]}T00:00:00Z`), new Date(`${days.at(-1)}T00:00:00Z`));
}
