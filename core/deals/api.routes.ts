import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Queryable } from "../db/database.ts";
import { BadRequest, NotFound } from "../kernel/errors.ts";
import { ifMatch, inputIn } from "../records/api/read-request.ts";
import { tellingReport } from "../records/api/telling-report.ts";
import { answerRecord } from "../records/api/answer.ts";
import { isId } from "../kernel/ids.ts";
import type { Input } from "../records/record.ts";
import { actorOf } from "../web/context.ts";
import { idIn, queryIn } from "../web/read.ts";
import { afterIn, cutIn, filterIn, periodIn } from "./asked.routes.ts";
import type { BoardQuery } from "./board-query.ts";
import type { Closure } from "./deals.ts";
import type { Sales } from "./sales.ts";
import type { Pipeline } from "./setup.ts";

const BOARD_LIMIT = 50;

/** What one does with a deal, as resources: a closure, a stage, a reopening. */
export function dealApi({ deals, stays }: Sales): Router {
  const router = new Router({ prefix: "/api/v1/deals/:id" });
  const options = (ctx: Context) => ({ baseVersion: ifMatch(ctx) });

  router.post("/closure", async (ctx) => {
    const input = only(ctx, ["outcome", "closedOn", "lostReason", "lostNote", "competitor"]);
    if (input["outcome"] !== "won" && input["outcome"] !== "lost") throw new BadRequest("deals.bad_outcome");
    answerRecord(ctx, await deals.close(actorOf(ctx), idIn(ctx), input as unknown as Closure, options(ctx)));
  });

  router.post("/stage", async (ctx) => {
    const { stage, force } = only(ctx, ["stage", "force"]);
    if (!isId(stage)) throw new BadRequest("deals.unknown_stage");
    answerRecord(ctx, await deals.move(actorOf(ctx), idIn(ctx), { stage, force: force === true }, options(ctx)));
  });

  router.post("/reopening", async (ctx) => {
    const { reason, stage } = only(ctx, ["reason", "stage"]);
    const back = isId(stage) ? { stage } : {};
    answerRecord(
      ctx,
      await deals.reopen(actorOf(ctx), idIn(ctx), { reason: String(reason ?? ""), ...back }, options(ctx)),
    );
  });

  router.get("/stages", async (ctx) => {
    ctx.body = { data: await stays.of(actorOf(ctx), idIn(ctx)), page: { next: null } };
  });

  return router;
}

/** Boards, sums and figures. They stand before `/deals/:id`, whose ids none of these names can be. */
export function figuresApi(
  { board, figures, forecast, funnel, pipelines, setup, summaries }: Sales,
  db: Queryable,
): Router {
  const router = new Router({ prefix: "/api/v1" });
  const today = async (): Promise<string> => (await setup()).today;
  const told = (report: string) => tellingReport(db, report, "deal");

  router.get("/pipelines/:id/board", async (ctx) => {
    ctx.type = "json";
    ctx.body = `{"data":${await board.text(actorOf(ctx), idIn(ctx), boardQueryIn(ctx))}}`;
  });

  router.get("/deals/summary", told("deals.summary"), async (ctx) => {
    const query = queryIn(ctx);
    const group = query.text("group").split(",").filter(Boolean);
    const rows = await summaries.text(actorOf(ctx), {
      group,
      sum: query.find("sum"),
      ...filterIn(ctx, ["group", "sum"]),
    });
    ctx.type = "json";
    ctx.body = `{"data":${rows},"page":{"next":null}}`;
  });

  router.get("/deals/figures", told("deals.figures"), async (ctx) => {
    const target = queryIn(ctx).find("target");
    ctx.body = await figures.read(actorOf(ctx), periodIn(ctx, await today()), {
      ...cutIn(ctx),
      target: amountIn(target),
    });
  });

  router.get("/deals/funnel", told("deals.funnel"), async (ctx) => {
    const [actor, pipeline, period] = [actorOf(ctx), await pipelineIn(ctx), periodIn(ctx, await today())];
    const [steps, observed] = [
      await funnel.steps(actor, pipeline, period, cutIn(ctx)),
      await funnel.observed(actor, pipeline, cutIn(ctx)),
    ];
    ctx.body = { steps, observed };
  });

  router.get("/deals/forecast", told("deals.forecast"), async (ctx) => {
    ctx.body = {
      data: await forecast.lines(actorOf(ctx), periodIn(ctx, await today()), cutIn(ctx)),
      page: { next: null },
    };
  });

  router.get("/deals/losses", told("deals.losses"), async (ctx) => {
    ctx.body = {
      data: await forecast.losses(actorOf(ctx), periodIn(ctx, await today()), cutIn(ctx)),
      page: { next: null },
    };
  });

  return router;

  async function pipelineIn(ctx: Context): Promise<Pipeline> {
    const found = await pipelines.find(actorOf(ctx), queryIn(ctx).find("pipeline"));
    if (!found) throw new NotFound("deals.pipeline_not_found");
    return found;
  }
}

/** Rates of other currencies: `PUT /api/v1/exchange-rates/USD/2026-11-22 {"rate":"0.92"}`. */
export function ratesApi({ rates }: Sales): Router {
  const router = new Router({ prefix: "/api/v1/exchange-rates" });

  router.get("/", async (ctx) => {
    ctx.body = { data: await rates.list(actorOf(ctx)), page: { next: null } };
  });

  router.put("/:currency/:day", async (ctx) => {
    const { currency = "", day = "" } = ctx["params"] as Record<string, string>;
    const rate = { currency, day, rate: String(only(ctx, ["rate"])["rate"] ?? "") };
    await rates.put(actorOf(ctx), rate);
    ctx.body = rate;
  });

  return router;
}

function boardQueryIn(ctx: Context): BoardQuery {
  const query = queryIn(ctx);
  const limit = Number(query.find("limit") ?? BOARD_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new BadRequest("records.bad_limit", { maximum: 200 });
  const names = ["limit", "owner", "stage", "after"];
  const stage = query.find("stage");
  if (stage !== undefined && !isId(stage)) throw new BadRequest("deals.unknown_stage");
  return { limit, owner: query.find("owner"), stage, after: afterIn(query.find("after")), ...filterIn(ctx, names) };
}

function amountIn(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (!/^\d{1,15}(\.\d{1,4})?$/.test(text)) throw new BadRequest("deals.bad_target");
  return text;
}

/** The JSON of the request; a name the route does not know is refused rather than dropped. */
function only(ctx: Context, names: readonly string[]): Input {
  const input = inputIn(ctx);
  const strange = Object.keys(input).find((name) => !names.includes(name));
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  return input;
}
