import {
  type Actor,
  actorOf,
  type Context,
  Invalid,
  isId,
  type Pages,
  type PageView,
  queryIn,
  type Records,
  Router,
  say,
} from "trellis/sdk";
import type { Busy } from "./busy.ts";
import { problem } from "./problem.ts";
import { dayOf, isDay, timeOf } from "./zoned.ts";

interface Needs {
  readonly busy: Busy;
  readonly records: Records;
  readonly pages: Pages;
}

const DAYS = 7;
const MOST_PEOPLE = 20;
const lengths = [15, 30, 45, 60, 90, 120] as const;
/** Of each day on the page. */
const SHOWN = 12;

/** When several people have time, as a page and for programs. */
export function freeTimesRoutes({ busy, records, pages }: Needs): Router {
  const router = new Router();

  router.get("/activities/times", async (ctx) => {
    const asked = askedIn(ctx);
    const times = asked.people.length > 1 ? await busy.freeTimes({ ...asked, days: DAYS }) : [];
    pages.show(
      ctx,
      "activities/times",
      timesView(ctx, { ...asked, times, colleagues: await colleaguesOf(records, actorOf(ctx)) }),
    );
  });

  router.get("/api/v1/activities/free-times", async (ctx) => {
    const asked = strictlyIn(ctx);
    const times = await busy.freeTimes(asked);
    ctx.body = { times: times.map((startAt) => ({ startAt, endAt: endOf(startAt, asked.minutes) })) };
  });

  return router;
}

const endOf = (startAt: string, minutes: number): string =>
  new Date(Date.parse(startAt) + minutes * 60_000).toISOString();

interface Asked {
  readonly people: readonly string[];
  readonly minutes: number;
  readonly first: string;
  readonly timeZone: string;
}

/** What the form says; what it does not say well is an hour from today on, with whoever asks. */
function askedIn(ctx: Context): Asked {
  const { id, timeZone } = actorOf(ctx);
  const query = queryIn(ctx);
  const people = query
    .list("people")
    .filter(isId)
    .slice(0, MOST_PEOPLE - 1);
  const minutes = lengths.find((one) => String(one) === query.find("minutes")) ?? 60;
  const from = query.find("from");
  return {
    people: [...new Set([id, ...people])],
    minutes,
    first: isDay(from) ? from : dayOf(new Date(), timeZone),
    timeZone,
  };
}

/** The same from programs, which are told what does not fit. */
function strictlyIn(ctx: Context): Asked & { readonly days: number } {
  const query = queryIn(ctx);
  const today = dayOf(new Date(), actorOf(ctx).timeZone);
  const [minutes, days, first] = [
    Number(query.find("minutes") ?? 60),
    Number(query.find("days") ?? DAYS),
    query.find("from") ?? today,
  ];
  const people = [...new Set((query.find("people") ?? "").split(",").filter(Boolean))];
  const isWithin = (value: number, most: number) => Number.isInteger(value) && value > 0 && value <= most;
  const wrong = [
    ...(people.length > 0 && people.length <= MOST_PEOPLE && people.every(isId) ? [] : ["people"]),
    ...(isWithin(minutes, 24 * 60) ? [] : ["minutes"]),
    ...(isWithin(days, 31) ? [] : ["days"]),
    ...(isDay(first) ? [] : ["from"]),
  ];
  if (wrong.length > 0) throw new Invalid(wrong.map((path) => problem(path, "bad_free_times")));
  return { people, minutes, days, first, timeZone: actorOf(ctx).timeZone };
}

/** Everybody who could be asked. */
async function colleaguesOf(records: Records, actor: Actor): Promise<readonly { id: string; name: string }[]> {
  const filter = {
    and: [
      { field: "state", op: "eq", value: "active" },
      { field: "id", op: "ne", value: actor.id },
    ],
  } as const;
  const sort = [{ field: "name", direction: "asc" }] as const;
  const { data } = await records.list(actor, "user", { filter, fields: ["name"], sort, limit: 200 });
  return data.map(({ id, name }) => ({ id, name: String(name) }));
}

interface Facts extends Asked {
  readonly times: readonly string[];
  readonly colleagues: readonly { readonly id: string; readonly name: string }[];
}

function timesView(ctx: Context, { people, minutes, first, timeZone, times, colleagues }: Facts): PageView {
  const others = people.filter((one) => one !== actorOf(ctx).id);
  const view = {
    title: say(ctx, "activities.times"),
    breadcrumb: [{ label: say(ctx, "activities.calendar"), path: "/activities/calendar" }],
    from: first,
    lengths: lengths.map((one) => ({ minutes: one, chosen: one === minutes })),
    colleagues: colleagues.map((one) => ({ ...one, chosen: others.includes(one.id) })),
    asked: others.length > 0,
    days: [...Map.groupBy(times, (at) => dayOf(at, timeZone))].map(([day, here]) => ({
      day,
      left: Math.max(0, here.length - SHOWN),
      times: here
        .slice(0, SHOWN)
        .map((at) => ({ clock: timeOf(at, timeZone), path: planPath(day, timeOf(at, timeZone), { others, minutes }) })),
    })),
  };
  return view;
}

function planPath(
  dueOn: string,
  time: string,
  { others, minutes }: { others: readonly string[]; minutes: number },
): string {
  const more = others.map((one): [string, string] => ["people", one]);
  const asked: [string, string][] = [
    ["what", "plan"],
    ["type", "meeting"],
    ["dueOn", dueOn],
    ["time", time],
    ["length", String(minutes)],
    ...more,
  ];
  return `/activities/log?${new URLSearchParams(asked)}`;
}
