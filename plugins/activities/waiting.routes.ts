import { type Actor, actorOf, type Pages, Router, say } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import { lineView, seeingFor } from "./day.view.ts";
import type { WaitingFor } from "./waiting.ts";
import { waitingLine } from "./waiting.view.ts";
import type { WorkingTimes } from "./working-time.ts";
import { dayOf } from "./zoned.ts";

interface Needs {
  readonly activities: Activities;
  readonly waitingFor: WaitingFor;
  readonly times: WorkingTimes;
  readonly pages: Pages;
}

/** What somebody waits for, and what the team did. */
export function waitingRoutes({ activities, waitingFor, times, pages }: Needs): Router {
  const router = new Router();

  router.get("/activities/waiting", async (ctx) => {
    const seeing = { ...(await seeingFor(times, actorOf(ctx), "/activities/waiting")), named: true };
    const lines = (await waitingFor.list(actorOf(ctx))).map((one) => waitingLine(one, seeing));
    const view = {
      title: say(ctx, "activities.waiting"),
      breadcrumb: [{ label: say(ctx, "activities.many"), path: "/activities" }],
      lines,
    };
    pages.show(ctx, "activities/waiting", view);
  });

  router.get("/activities/lately", async (ctx) => {
    const seeing = { ...(await seeingFor(times, actorOf(ctx), "/activities/lately")), named: true };
    const done = await activities.doneBy(actorOf(ctx), whoseOf(actorOf(ctx)));
    const byDay = Map.groupBy(done, (one) => dayOf(one.doneAt ?? one.updatedAt, actorOf(ctx).timeZone));
    const view = {
      title: say(ctx, "activities.lately"),
      breadcrumb: [{ label: say(ctx, "activities.calendar"), path: "/activities/calendar" }],
      days: [...byDay].map(([day, here]) => ({
        day,
        lines: here.map((one) => ({
          line: lineView(one, seeing),
          result: one.result,
          notes: one.notes,
          at: one.doneAt,
        })),
      })),
    };
    pages.show(ctx, "activities/lately", view);
  });

  router.get("/api/v1/activities/waiting", async (ctx) => {
    const found = await waitingFor.list(actorOf(ctx));
    ctx.body = {
      data: found.map(({ activity, unanswered }) => ({ activity: activity.id, owner: activity.owner, unanswered })),
    };
  });

  return router;
}

/** Those whom somebody leads, or works with; oneself at least. */
const whoseOf = (actor: Actor): readonly string[] =>
  actor.grants.get("activities.read") === "own" ? [actor.id] : actor.subtreeMates;
