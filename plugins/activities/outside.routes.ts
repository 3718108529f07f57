import { type Actor, actorOf, formIn, messageTo, type Pages, Router, say } from "trellis/sdk";
import type { OutsideCalendars } from "./outside.ts";

interface Needs {
  readonly outside: OutsideCalendars;
  readonly pages: Pages;
}

/** The calendar somebody has elsewhere: read now, and an event of it taken over. */
export function outsideRoutes({ outside, pages }: Needs): Router {
  const router = new Router();

  router.post("/activities/outside/reading", async (ctx) => {
    const problem = await outside.read(actorOf(ctx));
    const text = say(ctx, problem ? `activities.${problem}` : "activities.outside.read_now");
    messageTo(ctx, problem ? { text, tone: "bad" } : text);
    pages.go(ctx, problem ? "/activities/feed" : "/activities/calendar");
  });

  router.post("/activities/outside/taking", async (ctx) => {
    const form = formIn(ctx);
    const busy = say(ctx, "activities.busy");
    const id = await outside.take(actorOf(ctx), form.text("uid"), form.text("recurrence"), busy);
    messageTo(ctx, say(ctx, "activities.outside.taken"));
    pages.go(ctx, `/activities/${id}/edit`);
  });

  return router;
}

/** What the page of other calendars says of it. */
export async function outsideView(outside: OutsideCalendars, actor: Actor) {
  const [hasAddress, state] = [await outside.hasAddress(actor), await outside.stateOf(actor.id)];
  const problem = state?.problem ? `activities.${state.problem}` : null;
  return { hasAddress, readAt: state?.readAt ?? null, problem };
}
