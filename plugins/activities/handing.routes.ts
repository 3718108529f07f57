import {
  actorOf,
  type Context,
  formIn,
  idIn,
  Invalid,
  isId,
  jsonIn,
  messageTo,
  NotFound,
  ownPath,
  type Pages,
  queryIn,
  Router,
  say,
} from "trellis/sdk";
import type { Activities } from "./activities.ts";
import { backIn } from "./asked.routes.ts";
import type { Colleague, Handings } from "./handings.ts";
import { problem } from "./problem.ts";

const MOST = 1_000;

interface Needs {
  readonly activities: Activities;
  readonly handings: Handings;
  readonly pages: Pages;
}

/** Giving to somebody else: a name is one click, and so is the way back. */
export function handingRoutes({ activities, handings, pages }: Needs): Router {
  const router = new Router();

  /** One of those whom this person may give to; looked for before anything is written. */
  const receiverIn = async (ctx: Context): Promise<Colleague> => {
    const person = (await handings.receivers(actorOf(ctx))).find(({ id }) => id === formIn(ctx).text("to"));
    if (!person) throw new NotFound("web.not_found");
    return person;
  };

  /** What is told has the way back. */
  const give = async (ctx: Context, handing: string, person: Colleague): Promise<void> => {
    const { given, left } = await handings.give(actorOf(ctx), handing, person.id);
    const text = say(ctx, "activities.given", { given, left, who: person.name });
    messageTo(ctx, given > 0 ? { text, undo: `/activities/handings/${handing}/undo` } : { text, tone: "bad" });
  };

  router.post("/activities/:id/handing", async (ctx) => {
    const { id } = await activities.get(actorOf(ctx), idIn(ctx));
    const person = await receiverIn(ctx);
    await give(ctx, await handings.choose(actorOf(ctx), [id]), person);
    pages.go(ctx, backIn(ctx));
  });

  router.get("/activities/handings/:id", async (ctx) => {
    const chosen = await handings.chosen(actorOf(ctx), idIn(ctx));
    const view = {
      title: say(ctx, "activities.give.many", { count: chosen.length }),
      breadcrumb: [{ label: say(ctx, "activities.many"), path: "/activities" }],
      id: idIn(ctx),
      receivers: await handings.receivers(actorOf(ctx)),
      back: ownPath(queryIn(ctx).text("back"), "/activities"),
    };
    pages.show(ctx, "activities/handing", view);
  });

  router.post("/activities/handings/:id", async (ctx) => {
    await give(ctx, idIn(ctx), await receiverIn(ctx));
    pages.go(ctx, backIn(ctx));
  });

  router.post("/api/v1/activities/handings", async (ctx) => {
    const { activities: ids, to } = (jsonIn(ctx) ?? {}) as Readonly<Record<string, unknown>>;
    const isList = Array.isArray(ids) && ids.length > 0 && ids.length <= MOST && ids.every(isId);
    const person = (await handings.receivers(actorOf(ctx))).find(({ id }) => id === to);
    const wrong = [...(isList ? [] : ["activities"]), ...(person ? [] : ["to"])];
    if (!isList || !person) throw new Invalid(wrong.map((path) => problem(path, "bad_handing")));
    ctx.body = await handings.give(actorOf(ctx), await handings.choose(actorOf(ctx), ids), person.id);
  });

  router.post("/activities/handings/:id/undo", async (ctx) => {
    messageTo(ctx, say(ctx, "activities.given.undone", { count: await handings.undo(actorOf(ctx), idIn(ctx)) }));
    const back = ctx.get("Referer");
    pages.go(ctx, URL.canParse(back) ? ownPath(new URL(back).pathname, "/activities") : "/activities");
  });

  return router;
}
