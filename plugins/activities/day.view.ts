// What is to be done: overdue, today and tomorrow, as Today shows it.
import type { Actor } from "trellis/sdk";
import type { Activities, Span } from "./activities.ts";
import { type Activity, iconOf, needsResult, results } from "./activity.ts";
import type { Reach } from "./reach.ts";
import type { WorkingTimes } from "./working-time.ts";
import { dayOf, instantOf, plusDays, timeOf } from "./zoned.ts";

/** One thing to do, with the form that ticks it off. */
export interface LineView {
  readonly id: string;
  readonly version: number;
  readonly subject: string;
  readonly icon: string;
  readonly type: string;
  readonly priority: string;
  readonly about: readonly { readonly title: string; readonly href: string }[];
  /** Their titles in one line. */
  readonly aboutText: string;
  readonly owner: string | null;
  /** How to reach whom it is about; null where it is about nobody who can be. */
  readonly reach: Reach | null;
  readonly day: string | null;
  readonly clock: string | null;
  readonly overdue: boolean;
  readonly needsResult: boolean;
  readonly results: readonly string[];
  /** What follows if nobody says otherwise. */
  readonly following: { readonly type: string; readonly dueOn: string };
  /** What was typed there, where the form comes again. */
  readonly next: string | null;
  /** True where the form comes because somebody opened the line. */
  readonly focus: boolean;
  readonly back: string;
  /** Pages that move it to another day, and tick it off; `tick` answers only the form. */
  readonly reschedule: string;
  readonly completion: string;
  readonly tick: string;
}

export type Due = "overdue" | "today" | "tomorrow";

/** The day an activity belongs to, where its reader is: that of its beginning, or the one it is due on. */
export const dayFor = ({ startAt, dueOn, allDay }: Activity, zone: string): string | null =>
  startAt !== null && !allDay ? dayOf(startAt, zone) : dueOn;

/** When it is due as seen from a day; undefined when that is later than tomorrow. */
export function dueOf(activity: Activity, zone: string, today: string): Due | undefined {
  const day = dayFor(activity, zone);
  if (day === null || day > plusDays(today, 1)) return undefined;
  if (day < today) return "overdue";
  return day === today ? "today" : "tomorrow";
}

export interface Seeing {
  readonly actor: Actor;
  readonly now: Date;
  /** The day that is proposed for what follows. */
  readonly soon: string;
  /** Where the person is afterwards. */
  readonly back: string;
  /** True among the activities of several people. */
  readonly named?: boolean;
  /** How people can be reached, by their ids. */
  readonly reaches?: ReadonlyMap<string, Reach>;
}

export function lineView(
  activity: Activity,
  { actor: { timeZone }, now, soon, back, named = false, reaches }: Seeing,
): LineView {
  const today = dayOf(now, timeZone);
  const day = dayFor(activity, timeZone);
  const pathTo = (what: string): string => `/activities/${activity.id}/${what}?${new URLSearchParams({ back })}`;
  return {
    id: activity.id,
    version: activity.version,
    subject: activity.subject,
    icon: iconOf(activity.type),
    type: activity.type,
    priority: activity.priority,
    about: aboutView(activity),
    aboutText: aboutView(activity)
      .map(({ title }) => title)
      .join(" · "),
    owner: named ? (activity.owner?.title ?? null) : null,
    reach: reaches?.get(activity.contact?.id ?? "") ?? null,
    day,
    clock: activity.startAt !== null && !activity.allDay ? timeOf(activity.startAt, timeZone) : null,
    overdue: activity.status === "planned" && day !== null && day < today,
    needsResult: needsResult(activity.type),
    results,
    following: { type: activity.type === "meeting" ? "task" : activity.type, dueOn: soon },
    next: null,
    focus: false,
    back,
    reschedule: pathTo("rescheduling"),
    completion: pathTo("completion"),
    tick: pathTo("tick"),
  };
}

/** What it is about, as far as its reader may see. */
export function aboutView({ deal, company, contact }: Activity) {
  const link = (plural: string, to: Activity["deal"]) => (to ? [{ title: to.title, href: `/${plural}/${to.id}` }] : []);
  return [...link("deals", deal), ...link("companies", company), ...link("contacts", contact)];
}

/** How many lines of each Today shows, oldest on top; of what is overdue, the latest. */
const shown: Readonly<Record<Due, number>> = { overdue: 20, today: 40, tomorrow: 15 };

export interface DayGroup {
  readonly due: Due;
  readonly activities: readonly Activity[];
  /** True when there are more. */
  readonly more: boolean;
}

/** What is due, as far as Today shows it. The edges of days are wide: where a day begins depends on whether there is a time. */
export async function dayGroups(
  activities: Activities,
  { actor, now }: Seeing,
  owners: readonly string[],
): Promise<readonly DayGroup[]> {
  const { timeZone: zone } = actor;
  const today = dayOf(now, zone);
  const edges = (day: string): readonly string[] => [`${day}T00:00:00.000Z`, instantOf(day, "00:00", zone)].toSorted();
  const begin = (days: number): string => edges(plusDays(today, days))[0] ?? "";
  const end = (days: number): string => edges(plusDays(today, days))[1] ?? "";
  const spans: Readonly<Record<Due, Omit<Span, "limit">>> = {
    overdue: { from: null, to: end(0), latestFirst: true },
    today: { from: begin(0), to: end(1) },
    tomorrow: { from: begin(1), to: end(2) },
  };
  const asked = (["overdue", "today", "tomorrow"] as const).map(async (due) => {
    const limit = shown[due] * 2;
    const found = await activities.due(actor, owners, { ...spans[due], limit });
    const right = found.filter((one) => dueOf(one, zone, today) === due);
    const kept = right.slice(0, shown[due]).toSorted((a, b) => (a.dueAt ?? "").localeCompare(b.dueAt ?? ""));
    return { due, activities: kept, more: right.length > kept.length || found.length === limit };
  });
  return await Promise.all(asked);
}

/** The tile of Today. */
export function dayView(groups: readonly DayGroup[], seeing: Seeing) {
  const views = groups.map(({ due, activities, more }) => ({
    due,
    more,
    lines: activities.map((one) => lineView(one, seeing)),
  }));
  return { groups: views.filter(({ lines }) => lines.length > 0) };
}

/** Things as one person sees them now; what follows is proposed for two working days from now. */
export async function seeingFor(times: WorkingTimes, actor: Actor, back: string): Promise<Seeing> {
  return { actor, now: new Date(), soon: await times.dayAfter(actor, 2), back };
}
