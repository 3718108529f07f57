import { Router } from "@koa/router";
import type { Context } from "koa";
import { AppError, Invalid, NotFound, type Problem } from "../kernel/errors.ts";
import { allow } from "../records/query/scope.ts";
import { actorOf, languageOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import { arrangeView, archivingView, pipelinesView } from "./pipelines.view.ts";
import type { Sales } from "./sales.ts";
import type { Pipeline, Stage } from "./setup.ts";
import { pipelineInput, stageInput } from "./typed.routes.ts";

const HOME = "/settings/pipelines";

/** Settings of selling: pipelines, reasons for losses, exchange rates. */
export function pipelinesRoutes(sales: Sales, pages: Pages): Router {
  const { pipelines, records, rates } = sales;
  const router = new Router({ prefix: HOME });
  const home = (ctx: Context, problems: readonly Problem[] = []) => showAll(ctx, sales, pages, problems);

  router.get("/", async (ctx) => await home(ctx));

  router.post("/", async (ctx) => {
    const { id } = await pipelines.createFromTemplate(actorOf(ctx), formIn(ctx).text("template"), languageOf(ctx));
    pages.go(ctx, `${HOME}/${id}`);
  });

  router.post(
    "/reasons",
    async (ctx) =>
      await saved(ctx, pages, { back: HOME, again: (problems) => home(ctx, problems) }, async () => {
        const form = formIn(ctx);
        const position = (await pipelines.lossReasons(actorOf(ctx))).length;
        await records.create(actorOf(ctx), "lossReason", {
          name: form.text("name"),
          needsNote: form.has("needsNote"),
          position,
        });
      }),
  );

  router.post(
    "/reasons/:id/archive",
    async (ctx) =>
      await saved(ctx, pages, { back: HOME, again: (problems) => home(ctx, problems) }, async () => {
        await records.change(actorOf(ctx), "lossReason", idIn(ctx), { archived: true });
      }),
  );

  router.post(
    "/rates",
    async (ctx) =>
      await saved(ctx, pages, { back: HOME, again: (problems) => home(ctx, problems) }, async () => {
        const form = formIn(ctx);
        await rates.put(actorOf(ctx), {
          currency: form.text("currency").toUpperCase(),
          day: form.text("day"),
          rate: form.text("rate").replace(",", "."),
        });
      }),
  );

  return router;
}

/** One pipeline and its stages. */
export function stagesRoutes(sales: Sales, pages: Pages): Router {
  const { pipelines, records } = sales;
  const router = new Router({ prefix: `${HOME}/:id` });
  const one = (ctx: Context, problems: readonly Problem[] = []) => showOne(ctx, sales, pages, problems);
  const change = async (ctx: Context, work: () => Promise<unknown>) =>
    await saved(ctx, pages, { back: `${HOME}/${idIn(ctx)}`, again: (problems) => one(ctx, problems) }, work);

  router.get("/", async (ctx) => await one(ctx));

  router.post(
    "/",
    async (ctx) =>
      await change(
        ctx,
        async () => await records.change(actorOf(ctx), "pipeline", idIn(ctx), pipelineInput(formIn(ctx))),
      ),
  );

  router.post(
    "/stages",
    async (ctx) =>
      await change(ctx, async () => {
        const { stages } = await pipelines.get(actorOf(ctx), idIn(ctx));
        await records.create(actorOf(ctx), "stage", {
          ...stageInput(formIn(ctx)),
          pipeline: idIn(ctx),
          position: placeAmong(stages),
        });
      }),
  );

  router.post(
    "/stages/:stage",
    async (ctx) =>
      await change(
        ctx,
        async () => await records.change(actorOf(ctx), "stage", idIn(ctx, "stage"), stageInput(formIn(ctx))),
      ),
  );

  router.post(
    "/stages/:stage/place",
    async (ctx) =>
      await change(ctx, async () => {
        const pipeline = await pipelines.get(actorOf(ctx), idIn(ctx));
        await pipelines.arrange(
          actorOf(ctx),
          pipeline.id,
          moved(pipeline, idIn(ctx, "stage"), formIn(ctx).text("to") === "up" ? -1 : 1),
        );
      }),
  );

  router.get("/stages/:stage/archive", async (ctx) => await showArchiving(ctx, sales, pages, []));

  router.post("/stages/:stage/archive", async (ctx) => {
    try {
      await pipelines.archive(actorOf(ctx), {
        stage: idIn(ctx, "stage"),
        moveTo: formIn(ctx).text("moveTo") || undefined,
      });
      messageTo(ctx, say(ctx, "deals.settings.saved"));
      pages.go(ctx, `${HOME}/${idIn(ctx)}`);
    } catch (error) {
      if (!(error instanceof AppError) || (error.status !== 409 && error.status !== 422)) throw error;
      ctx.status = error.status;
      await showArchiving(ctx, sales, pages, [say(ctx, `error.${error.code}`, error.values)]);
    }
  });

  return router;
}

interface Saving {
  readonly back: string;
  again(problems: readonly Problem[]): Promise<void>;
}

async function saved(ctx: Context, pages: Pages, { back, again }: Saving, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    messageTo(ctx, say(ctx, "deals.settings.saved"));
    pages.go(ctx, back);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    ctx.status = 422;
    await again(error.problems);
  }
}

async function showAll(
  ctx: Context,
  { pipelines, rates, setup }: Sales,
  pages: Pages,
  problems: readonly Problem[],
): Promise<void> {
  const actor = actorOf(ctx);
  allow(actor, "pipelines.change");
  const [{ currency, today }, all, reasons, known] = await Promise.all([
    setup(),
    pipelines.list(actor),
    pipelines.lossReasons(actor),
    rates.list(actor),
  ]);
  pages.show(
    ctx,
    "deals/pipelines",
    pipelinesView(ctx, {
      pipelines: all,
      templates: pipelines.templates(languageOf(ctx)),
      reasons,
      rates: known.slice(0, 30),
      currency,
      today,
      problems,
    }),
  );
}

async function showOne(
  ctx: Context,
  { pipelines, funnel }: Sales,
  pages: Pages,
  problems: readonly Problem[],
): Promise<void> {
  const actor = actorOf(ctx);
  allow(actor, "pipelines.change");
  const pipeline = await pipelines.get(actor, idIn(ctx));
  const [counts, observed] = await Promise.all([
    pipelines.dealsPerStage(pipeline.id),
    funnel.observed(actor, pipeline),
  ]);
  pages.show(ctx, "deals/pipeline", arrangeView(ctx, { pipeline, counts, observed, problems }));
}

async function showArchiving(
  ctx: Context,
  { pipelines }: Sales,
  pages: Pages,
  problems: readonly string[],
): Promise<void> {
  allow(actorOf(ctx), "stages.change");
  const pipeline = await pipelines.get(actorOf(ctx), idIn(ctx));
  const stage = pipeline.stages.find((one) => one.id === idIn(ctx, "stage"));
  if (!stage) throw new NotFound("deals.stage_not_found");
  const counts = await pipelines.dealsPerStage(pipeline.id);
  pages.show(
    ctx,
    "deals/archiving",
    archivingView(ctx, { pipeline, stage, count: counts.get(stage.id) ?? 0, problems }),
  );
}

// New stages go before the ones that end a deal.
const placeAmong = (stages: readonly Stage[]): number =>
  Math.max(0, ...stages.filter((stage) => stage.type === "open").map((stage) => stage.position));

function moved({ stages }: Pipeline, id: string, step: 1 | -1): readonly string[] {
  const order = stages.filter((stage) => !stage.archived).map((stage) => stage.id);
  const [at, to] = [order.indexOf(id), order.indexOf(id) + step];
  const other = order[to];
  if (at < 0 || other === undefined) return order;
  return order.map((one, place) => (place === at ? other : place === to ? id : one));
}
