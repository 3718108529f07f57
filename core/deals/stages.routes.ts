import { Router } from "@koa/router";
import type { Context } from "koa";
import { AppError, NotFound, type Problem } from "../kernel/errors.ts";
import { labelOf } from "../records/fields/types/choice.ts";
import { allow } from "../records/query/scope.ts";
import { actorOf, languageOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import { arrangeView, archivingView, type FieldName } from "./pipelines.view.ts";
import type { Sales } from "./sales.ts";
import { saving } from "./saving.routes.ts";
import type { Pipeline, Stage } from "./setup.ts";
import { pipelineInput, stageInput } from "./typed.routes.ts";

const pathOf = (ctx: Context): string => `/settings/pipelines/${idIn(ctx)}`;

/** One pipeline and its stages. */
export function stagesRoutes(sales: Sales, pages: Pages): Router {
  const { pipelines, records } = sales;
  const router = new Router({ prefix: "/settings/pipelines/:id" });
  const page = (ctx: Context, problems: readonly Problem[]) => showOne(ctx, sales, pages, problems);
  const saved = saving(pages, pathOf, page);

  router.get("/", async (ctx) => await page(ctx, []));

  const change = saved((ctx) => records.change(actorOf(ctx), "pipeline", idIn(ctx), pipelineInput(formIn(ctx))));
  router.post("/", change);

  const addStage = saved(async (ctx) => {
    const { id, stages } = await pipelines.get(actorOf(ctx), idIn(ctx));
    const stage = { ...stageInput(formIn(ctx)), pipeline: id, position: placeAmong(stages) };
    await records.create(actorOf(ctx), "stage", stage);
  });
  router.post("/stages", addStage);

  const changeStage = saved((ctx) =>
    records.change(actorOf(ctx), "stage", idIn(ctx, "stage"), stageInput(formIn(ctx))),
  );
  router.post("/stages/:stage", changeStage);

  const placeStage = saved(async (ctx) => {
    const pipeline = await pipelines.get(actorOf(ctx), idIn(ctx));
    const step = formIn(ctx).text("to") === "up" ? -1 : 1;
    await pipelines.arrange(actorOf(ctx), pipeline.id, moved(pipeline, idIn(ctx, "stage"), step));
  });
  router.post("/stages/:stage/place", placeStage);

  router.get("/stages/:stage/archive", async (ctx) => await showArchiving(ctx, sales, pages, []));
  router.post("/stages/:stage/archive", async (ctx) => await archive(ctx, sales, pages));

  return router;
}

async function archive(ctx: Context, sales: Sales, pages: Pages): Promise<void> {
  try {
    const moveTo = formIn(ctx).text("moveTo") || undefined;
    await sales.pipelines.archive(actorOf(ctx), { stage: idIn(ctx, "stage"), moveTo });
    messageTo(ctx, say(ctx, "deals.settings.saved"));
    pages.go(ctx, pathOf(ctx));
  } catch (error) {
    if (!(error instanceof AppError) || (error.status !== 409 && error.status !== 422)) throw error;
    ctx.status = error.status;
    await showArchiving(ctx, sales, pages, [say(ctx, `error.${error.code}`, error.values)]);
  }
}

async function showOne(ctx: Context, sales: Sales, pages: Pages, problems: readonly Problem[]): Promise<void> {
  const actor = actorOf(ctx);
  const { pipelines, funnel } = sales;
  allow(actor, "pipelines.change");
  const pipeline = await pipelines.get(actor, idIn(ctx));
  const [counts, observed] = await Promise.all([
    pipelines.dealsPerStage(pipeline.id),
    funnel.observed(actor, pipeline),
  ]);
  pages.show(
    ctx,
    "deals/pipeline",
    arrangeView(ctx, { pipeline, counts, observed, fields: fieldNames(ctx, sales), problems }),
  );
}

const placed = new Set(["name", "pipeline", "stage"]);

/** Fields of a deal that a stage may ask for, by the names people know them by. */
function fieldNames(ctx: Context, { dealFields }: Sales): readonly FieldName[] {
  const asked = dealFields().filter(
    (field) => !field.readOnly && field.schema["x-form"] !== false && !placed.has(field.path),
  );
  const named = asked.map(({ path, schema }) => ({
    path,
    label: say(ctx, labelOf(schema["x-label"] ?? path, languageOf(ctx))),
  }));
  return named.toSorted((a, b) => a.label.localeCompare(b.label, languageOf(ctx)));
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
