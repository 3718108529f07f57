import { actorOf, type Context, idIn, Invalid, jsonIn, NotFound, Router } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import { problem } from "./problem.ts";
import type { Series } from "./series.ts";
import type { Place } from "./series-rows.ts";
import { changeOf, planOf, scopeOf } from "./series-input.ts";

interface Needs {
  readonly activities: Activities;
  readonly series: Series;
}

/** What repeats, for programs: begun, read, changed from one of its activities on, ended. */
export function seriesApi({ activities, series }: Needs): Router {
  const router = new Router({ prefix: "/api/v1/activities" });

  router.post("/series", async (ctx) => {
    const first = await series.begin(actorOf(ctx), planOf(jsonIn(ctx), actorOf(ctx)));
    if (!first) throw new Invalid([problem("rule", "no_such_days")]);
    ctx.status = 201;
    ctx.set("Location", `/api/v1/activities/${first.id}/series`);
    ctx.body = await shown(await placeOf(first.id));
  });

  router.get("/:id/series", async (ctx) => {
    ctx.body = await shown(await placeIn(ctx));
  });

  router.patch("/:id/series", async (ctx) => {
    const [place, body] = [await placeIn(ctx), jsonIn(ctx)];
    ctx.body = { changed: await series.change(actorOf(ctx), place, scopeOf(body), changeOf(body)) };
  });

  router.delete("/:id/series", async (ctx) => {
    ctx.body = { cancelled: await series.end(actorOf(ctx), await placeIn(ctx)) };
  });

  /** Throws NotFound for what the asker may not see, and for what stands alone. */
  async function placeIn(ctx: Context): Promise<Place> {
    const { id } = await activities.get(actorOf(ctx), idIn(ctx));
    return await placeOf(id);
  }

  async function placeOf(activity: string): Promise<Place> {
    const place = await series.placeOf(activity);
    if (!place) throw new NotFound("web.not_found");
    return place;
  }

  async function shown({ series: { id, rule, firstDay, clock, zone, until, fields }, day }: Place): Promise<object> {
    const days = await series.daysOf(id);
    return { id, rule, firstDay, clock, zone, until, activity: fields, day, days };
  }

  return router;
}
