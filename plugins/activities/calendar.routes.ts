import { type Actor, actorOf, type Context, type Pages, queryIn, type Records, Router, say } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import { askOf, daysOf } from "./calendar.ts";
import { calendarView } from "./calendar.view.ts";
import type { OutsideCalendars } from "./outside.ts";
import type { Participants } from "./participants.ts";
import type { WorkingTimes } from "./working-time.ts";
import { dayOf } from "./zoned.ts";

interface Needs {
  readonly activities: Activities;
  readonly participants: Participants;
  readonly outside: OutsideCalendars;
  readonly times: WorkingTimes;
  readonly records: Records;
  readonly pages: Pages;
}

const MOST_PEOPLE = 50;

/** Day, week, month and team. */
export function calendarRoutes(needs: Needs): Router {
  const router = new Router();
  router.get("/activities/calendar", async (ctx) => await show(ctx, needs));
  return router;
}

async function show(ctx: Context, { activities, participants, times, outside, records, pages }: Needs): Promise<void> {
  const actor = actorOf(ctx);
  const query = queryIn(ctx);
  const today = dayOf(new Date(), actor.timeZone);
  const asked = askOf(query.find("view") ?? "week", query.find("on") ?? today, today);
  const mayLead = actor.subtreeMates.length > 1;
  const ask = mayLead || asked.view !== "team" ? asked : { ...asked, view: "week" as const, whose: "me" as const };
  const days = daysOf(ask);
  const [first, last] = [days[0] ?? ask.on, days.at(-1) ?? ask.on];
  const people = ask.whose === "team" ? await teamOf(records, actor) : [{ id: actor.id, name: actor.name }];
  const ids = people.map(({ id }) => id);
  const [found, holidays, absences, elsewhere] = await Promise.all([
    activities.between(actor, ids, { first, last }),
    times.holidays(first, last),
    times.absences(ids, first, last),
    outside.between(ids, first, last),
  ]);
  const refused = await participants.refusals(found.activities.map(({ id }) => id));
  const away = (id: string) => (day: string) =>
    absences.some((one) => one.person === id && one.first <= day && day <= one.last);
  const facts = {
    ask,
    actor,
    today,
    ...found,
    refused,
    elsewhere,
    holidays,
    people: people.map((one) => ({ ...one, away: away(one.id) })),
    mayLead,
  };
  pages.show(
    ctx,
    "activities/calendar",
    calendarView(facts, (key, values) => say(ctx, key, values)),
  );
}

async function teamOf(
  records: Records,
  actor: Actor,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const filter = { field: "id", op: "in", value: actor.subtreeMates.slice(0, MOST_PEOPLE) } as const;
  const { data } = await records.list(actor, "user", {
    filter,
    fields: ["name"],
    limit: MOST_PEOPLE,
    sort: [{ field: "name", direction: "asc" }],
  });
  return data.map(({ id, name }) => ({ id, name: String(name) }));
}
