import {
  actorOf,
  type Context,
  formIn,
  idIn,
  messageTo,
  NotFound,
  ownPath,
  type Pages,
  type PageView,
  queryIn,
  Router,
  say,
} from "trellis/sdk";
import type { Activities } from "./activities.ts";
import { orAgain } from "./asked.routes.ts";
import { repeats } from "./recurrence.ts";
import type { Series } from "./series.ts";
import type { Place } from "./series-rows.ts";
import { isClock, isDay } from "./zoned.ts";

interface Needs {
  readonly activities: Activities;
  readonly series: Series;
  readonly pages: Pages;
}

/** Changing and ending what repeats. One alone is changed like any other activity. */
export function seriesRoutes({ activities, series, pages }: Needs): Router {
  const router = new Router();

  const show = async (ctx: Context, problems: readonly string[] = []): Promise<void> => {
    const activity = await activities.get(actorOf(ctx), idIn(ctx));
    pages.show(ctx, "activities/series", seriesView(ctx, activity.subject, await placeIn(ctx, series), problems));
  };

  router.get("/activities/:id/series", async (ctx) => await show(ctx));

  router.post("/activities/:id/series", async (ctx) => {
    await activities.get(actorOf(ctx), idIn(ctx));
    const [place, form] = [await placeIn(ctx, series), formIn(ctx)];
    const save = async () => {
      const scope = form.text("scope") === "all" ? "all" : "following";
      const count =
        form.text("end") === ""
          ? await series.change(actorOf(ctx), place, scope, nextIn(ctx, place))
          : await series.end(actorOf(ctx), place);
      messageTo(
        ctx,
        say(ctx, form.text("end") === "" ? "activities.series.changed" : "activities.series.ended", { count }),
      );
      pages.go(ctx, `/activities/${idIn(ctx)}`);
    };
    await orAgain(ctx, save, (problems) => show(ctx, problems));
  });

  return router;
}

async function placeIn(ctx: Context, series: Series): Promise<Place> {
  const place = await series.placeOf(idIn(ctx));
  if (!place) throw new NotFound("web.not_found");
  return place;
}

/** What the form says differently. */
function nextIn(ctx: Context, { series }: Place) {
  const form = formIn(ctx);
  const rule = repeats[form.text("repeat") as keyof typeof repeats];
  const clock = isClock(form.text("time")) ? form.text("time") : null;
  const until = isDay(form.text("until")) ? form.text("until") : null;
  const subject = form.text("subject");
  return { rule: rule ?? series.rule, clock, until, fields: subject === "" ? {} : { subject } };
}

function seriesView(ctx: Context, title: string, { series, day }: Place, problems: readonly string[]): PageView {
  const known = Object.entries(repeats).find(([, rule]) => rule === series.rule)?.[0] ?? "";
  // What was typed stays where the form comes again.
  const typed = (name: string, stored: string) => (ctx.method === "POST" ? formIn(ctx).text(name) : stored);
  const view = {
    title,
    where: say(ctx, "activities.many"),
    breadcrumb: [{ label: say(ctx, "activities.many"), path: "/activities" }],
    id: idIn(ctx),
    day,
    all: typed("scope", "following") === "all",
    subject: typed("subject", String(series.fields["subject"] ?? "")),
    clock: typed("time", series.clock ?? ""),
    until: typed("until", series.until ?? ""),
    repeat: typed("repeat", known),
    repeats: Object.keys(repeats),
    problems,
    back: ownPath(queryIn(ctx).text("back"), `/activities/${idIn(ctx)}`),
  };
  return view;
}
