import {
  actorOf,
  type Context,
  formIn,
  idIn,
  ownPath,
  type Pages,
  queryIn,
  type Records,
  Router,
  say,
} from "trellis/sdk";
import type { Activities } from "./activities.ts";
import { backIn, followingIn, orAgain, told, whenIn } from "./asked.routes.ts";
import type { Busy } from "./busy.ts";
import { overlapWith } from "./conflicts.ts";
import { lineView, seeingFor } from "./day.view.ts";
import type { WorkingTimes } from "./working-time.ts";

interface Needs {
  readonly activities: Activities;
  readonly times: WorkingTimes;
  readonly busy: Busy;
  readonly records: Records;
  readonly pages: Pages;
}

/** Ticking off, and another day. */
export function doingRoutes({ activities, times, busy, records, pages }: Needs): Router {
  const router = new Router();
  const form = (ctx: Context, what: "completion" | "rescheduling", problems?: readonly string[]) =>
    show(ctx, { activities, times, pages, what, problems });

  router.get("/activities/:id/completion", async (ctx) => await form(ctx, "completion"));

  router.post("/activities/:id/completion", async (ctx) => {
    const soon = await times.dayAfter(actorOf(ctx), 2);
    const save = async () => {
      const said = formIn(ctx);
      const version = Number(said.text("version")) || undefined;
      const outcome = { result: said.text("result") || undefined, following: followingIn(ctx, soon), version };
      told(ctx, "activities.ticked", await activities.done(actorOf(ctx), idIn(ctx), outcome));
      pages.go(ctx, backIn(ctx));
    };
    await orAgain(ctx, save, (problems) => form(ctx, "completion", problems));
  });

  router.get("/activities/:id/tick", async (ctx) => {
    const activity = await activities.get(actorOf(ctx), idIn(ctx));
    const seeing = await seeingFor(times, actorOf(ctx), ownPath(queryIn(ctx).text("back"), "/"));
    pages.part(ctx, "activities/_tick", { ...lineView(activity, seeing), focus: true });
  });

  router.get("/activities/:id/rescheduling", async (ctx) => await form(ctx, "rescheduling"));

  router.post("/activities/:id/rescheduling", async (ctx) => {
    const save = async () => {
      const moved = await activities.change(actorOf(ctx), idIn(ctx), whenIn(ctx));
      told(ctx, "activities.rescheduled", moved, await overlapWith({ busy, records }, actorOf(ctx), moved));
      pages.go(ctx, backIn(ctx));
    };
    await orAgain(ctx, save, (problems) => form(ctx, "rescheduling", problems));
  });

  return router;
}

interface Showing extends Pick<Needs, "activities" | "times" | "pages"> {
  readonly what: "completion" | "rescheduling";
  readonly problems?: readonly string[] | undefined;
}

async function show(ctx: Context, { activities, times, pages, what, problems = [] }: Showing): Promise<void> {
  const activity = await activities.get(actorOf(ctx), idIn(ctx));
  const typed = ctx.method === "POST" ? formIn(ctx) : queryIn(ctx);
  const back = ownPath(typed.text("back"), `/activities/${activity.id}`);
  const view = {
    ...lineView(activity, await seeingFor(times, actorOf(ctx), back)),
    title: activity.subject,
    where: say(ctx, "activities.many"),
    breadcrumb: [{ label: say(ctx, "activities.many"), path: "/activities" }],
    problems,
    next: typed.find("next") ?? null,
  };
  pages.show(ctx, `activities/${what}`, view);
}
