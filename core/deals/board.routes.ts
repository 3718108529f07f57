import { Router } from "@koa/router";
import type { Context } from "koa";
import { type Actor, may } from "../kernel/actor.ts";
import { BadRequest } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.ts";
import { allow } from "../records/query/scope.ts";
import { actorOf, languageOf, messageTo, say } from "../web/context.ts";
import { formIn, queryIn } from "../web/read.ts";
import { afterIn } from "./asked.routes.ts";
import { boardPage } from "./board-page.view.ts";
import { boardPath, columnView } from "./board.view.ts";
import type { Pages } from "../web/pages.ts";
import type { Sales } from "./sales.ts";
import { isPipelineTemplate, pipelineTemplates } from "./templates.ts";

/** The board: one column per open stage, and what it adds up to. */
export function boardRoutes(sales: Sales, pages: Pages): Router {
  const { board, pipelines, setup } = sales;
  const router = new Router({ prefix: "/deals/board" });

  router.get("/", async (ctx) => {
    const actor = actorOf(ctx);
    allow(actor, "deals.read");
    const pipeline = await pipelines.find(actor, queryIn(ctx).find("pipeline"));
    if (!pipeline) return showBeginning(ctx, pages, actor);
    pages.show(ctx, "deals/board", await boardPage(ctx, sales, { pipeline }));
  });

  router.get("/cards", async (ctx) => {
    const actor = actorOf(ctx);
    const query = queryIn(ctx);
    const ask = { pipeline: query.get("pipeline"), owner: query.text("owner") };
    const { today } = await setup();
    const [column] = await board.columns(actor, ask.pipeline, { limit: 30, owner: ask.owner, stage: stageIn(ctx), after: afterIn(query.get("after")) });
    pages.part(ctx, "deals/_more-cards", { column: column ? columnView(column, { ask, today }) : null });
  });

  router.post("/pipelines", async (ctx) => {
    const actor = actorOf(ctx);
    allow(actor, "pipelines.create");
    const template = formIn(ctx).text("template");
    if (!isPipelineTemplate(template)) throw new BadRequest("deals.unknown_template");
    const { id } = await pipelines.createFromTemplate(actor, template, languageOf(ctx));
    messageTo(ctx, say(ctx, "deals.pipeline.created"));
    pages.go(ctx, boardPath({ pipeline: id, owner: "all" }));
  });

  return router;
}

function stageIn(ctx: Context): string {
  const stage = queryIn(ctx).get("stage");
  if (!isId(stage)) throw new BadRequest("deals.unknown_stage");
  return stage;
}

// Before there is a pipeline: three ways of selling to choose from, or whom to ask.
function showBeginning(ctx: Context, pages: Pages, actor: Actor): void {
  const mayCreate = may(actor, "pipelines.create");
  const templates = Object.entries(pipelineTemplates).map(([id, stages]) => ({
    id,
    name: say(ctx, `deals.template.${id}`),
    stages: stages.map(({ name }) => say(ctx, `deals.template.stage.${name}`)).join(" → "),
  }));
  const view = { title: say(ctx, "deals.board"), templates, mayCreate };
  pages.show(ctx, "deals/beginning", view);
}
