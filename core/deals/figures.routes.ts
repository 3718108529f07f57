import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Queryable } from "../db/database.ts";
import { tellingReport } from "../records/api/telling-report.ts";
import { allow } from "../records/query/scope.ts";
import { actorOf, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { queryIn } from "../web/read.ts";
import { cutIn, monthsFrom, periodIn } from "./asked.routes.ts";
import { type FiguresFacts, figuresView } from "./figures.view.ts";
import type { Sales } from "./sales.ts";
import { type Pipeline } from "./setup.ts";

/** What the numbers say: rates, funnel, forecast, reasons for losses. */
export function figuresRoutes(sales: Sales, pages: Pages, db: Queryable): Router {
  const router = new Router({ prefix: "/deals/figures" });

  router.get("/", tellingReport(db, "deals.figures", "deal"), async (ctx) => {
    allow(actorOf(ctx), "deals.read");
    const pipeline = await sales.pipelines.find(actorOf(ctx), queryIn(ctx).find("pipeline"));
    if (!pipeline) return pages.go(ctx, "/deals/board");
    pages.show(
      ctx,
      "deals/figures",
      figuresView(await factsOf(ctx, sales, pipeline), (key, values) => say(ctx, key, values)),
    );
  });

  return router;
}

async function factsOf(ctx: Context, sales: Sales, pipeline: Pipeline): Promise<FiguresFacts> {
  const actor = actorOf(ctx);
  const { today } = await sales.setup();
  const period = periodIn(ctx, today);
  const cut = { ...cutIn(ctx), pipeline: pipeline.id };
  const typed = queryIn(ctx).text("target");
  const target = /^\d{1,15}(\.\d{1,4})?$/.test(typed) ? typed : "";
  const coming = { from: monthsFrom(today, -1), to: monthsFrom(today, 12) };
  const [figures, steps, observed, lines, losses, pipelines] = await Promise.all([
    sales.figures.read(actor, period, { ...cut, target }),
    sales.funnel.steps(actor, pipeline, period, cut),
    sales.funnel.observed(actor, pipeline, cut),
    sales.forecast.lines(actor, coming, cut),
    sales.forecast.losses(actor, period, cut),
    sales.pipelines.list(actor),
  ]);
  return { period, cut, target, pipelines, figures, steps, observed, lines, losses };
}
