import { actorOf, type Context, formIn, idIn, messageTo, type Pages, Router, say } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import type { Activity } from "./activity.ts";
import type { Bell, ShownNotice } from "./bell.ts";
import { lineView, type Seeing, seeingFor } from "./day.view.ts";
import { answerView } from "./people.view.ts";
import type { Reminders } from "./reminders.ts";
import type { WorkingTimes } from "./working-time.ts";

const delays = [10, 60, 24 * 60] as const;

interface Needs {
  readonly activities: Activities;
  readonly bell: Bell;
  readonly reminders: Reminders;
  readonly times: WorkingTimes;
  readonly pages: Pages;
}

/** The bell in the top bar, and what it has to say. */
export function bellRoutes({ activities, bell, reminders, times, pages }: Needs): Router {
  const router = new Router();

  router.get("/activities/bell", async (ctx) => {
    pages.part(ctx, "activities/_bell", { count: await bell.count(actorOf(ctx)) });
  });

  router.get("/activities/reminders", async (ctx) => {
    const seeing = await seeingFor(times, actorOf(ctx), "/activities/reminders");
    pages.show(ctx, "activities/reminders", remindersView(ctx, seeing, await bell.list(actorOf(ctx))));
  });

  router.post("/activities/reminders/sight", async (ctx) => {
    await reminders.seen(actorOf(ctx).id);
    pages.go(ctx, "/activities/reminders");
  });

  router.post("/activities/reminders/:id/sight", async (ctx) => {
    await reminders.seen(actorOf(ctx).id, idIn(ctx));
    pages.go(ctx, "/activities/reminders");
  });

  router.post("/activities/reminders/:id/snooze", async (ctx) => {
    const asked = Number(formIn(ctx).text("minutes"));
    const minutes = delays.find((one) => one === asked) ?? delays[0];
    await reminders.snooze(actorOf(ctx).id, idIn(ctx), minutes);
    messageTo(ctx, say(ctx, "activities.snoozed"));
    pages.go(ctx, "/activities/reminders");
  });

  router.post("/activities/:id/nudge", async (ctx) => {
    const { owner, subject } = await activities.get(actorOf(ctx), idIn(ctx));
    const rang = owner !== null && (await reminders.nudge(owner.id, idIn(ctx)));
    messageTo(ctx, say(ctx, rang ? "activities.nudged" : "activities.nudged_lately", { subject }));
    pages.go(ctx, `/activities/${idIn(ctx)}`);
  });

  return router;
}

/** Those of a digest together, the others one by one. */
function remindersView(ctx: Context, seeing: Seeing, notices: readonly ShownNotice[]) {
  const shown = notices.map(({ activity, sentAt, digest, about, what, who }) => ({
    id: activity,
    sentAt,
    digest,
    what,
    who: who ?? "null",
    line: about ? lineView(about, seeing) : null,
    said: what === "reminder" ? null : say(ctx, `activities.bell.${what}`, { who: who ?? "null" }),
    mayWait: what === "reminder",
    answer: about && isAsked(what, about) ? answerView(activity, "invited", seeing.back) : null,
  }));
  const late = shown.filter(({ digest, what }) => digest !== null && what === "reminder");
  const handed = [
    ...Map.groupBy(
      shown.filter(({ digest, what }) => digest !== null && what !== "reminder"),
      ({ digest }) => digest,
    ),
  ];
  return {
    title: say(ctx, "activities.reminders"),
    breadcrumb: [{ label: say(ctx, "activities.many"), path: "/activities" }],
    late,
    handed: handed.map(([, notices]) => ({
      said: say(ctx, `activities.bell.${notices[0]?.what}.many`, {
        who: notices[0]?.who ?? "null",
        count: notices.length,
      }),
      notices,
    })),
    notices: shown.filter(({ digest }) => digest === null),
    any: shown.length > 0,
    delays: delays.map((minutes) => ({ minutes, label: `activities.snooze.${minutes}` })),
  };
}

const isAsked = (what: string, { status }: Activity): boolean =>
  (what === "invited" || what === "moved") && status === "planned";
