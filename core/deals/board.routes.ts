import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../kernel/actor.ts";
import { BadRequest } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.ts";
import { allow } from "../records/query/scope.ts";
import { actorOf, languageOf, messageTo, say } from "../web/context.ts";
import { formIn, queryIn } from "../web/read.ts";
import { afterIn } from "./asked.routes.ts";
import { boardHead } from "../records/pages/board/board-head.ts";
import { type BoardNeeds, boardAsked, narrowing } from "./board-ask.routes.ts";
import { boardPage } from "./board-page.view.ts";
import { boardPath, columnView } from "./board.view.ts";
import type { Pages } from "../web/pages.ts";
import type { Sales } from "./sales.ts";

/** The board: one column per open stage, and what it adds up to. */
export function boardRoutes(needs: BoardNeeds): Router {
  const { sales, pages } = needs;
  const { board, pipelines, setup } = sales;
  const router = new Router({ prefix: "/deals/board" });

  router.get("/", async (ctx) => {
    const actor = actorOf(ctx);
    allow(actor, "deals.read");
    const pipeline = await pipelines.find(actor, queryIn(ctx).find("pipeline"));
    if (!pipeline) return showBeginning(ctx, sales, pages);
    const asked = await boardAsked(needs, ctx, pipeline.id);
    const [page, head] = await Promise.all([
      boardPage(ctx, needs, { pipeline, asked }),
      boardHead(needs, asked.visit, asked.list),
    ]);
    const view = { ...page, head };
    pages.show(ctx, "deals/board", view);
  });

  router.get("/cards", async (ctx) => {
    const actor = actorOf(ctx);
    const query = queryIn(ctx);
    const { ask, list } = await boardAsked(needs, ctx, query.get("pipeline"));
    const { today } = await setup();
    const [column] = await board.columns(actor, ask.pipeline, {
      limit: 30,
      owner: ask.owner,
      ...narrowing(list),
      stage: stageIn(ctx),
      after: afterIn(query.find("after")),
    });
    pages.part(ctx, "deals/_more-cards", {
      column: column ? columnView(column, { ask, today }) : null,
      boardQuery: new URLSearchParams({ ...ask }).toString(),
    });
  });

  router.post("/pipelines", async (ctx) => {
    const actor = actorOf(ctx);
    const { id } = await pipelines.createFromTemplate(actor, formIn(ctx).text("template"), languageOf(ctx));
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

// Before there is a pipeline: ways of selling to choose from, or whom to ask.
function showBeginning(ctx: Context, { pipelines }: Sales, pages: Pages): void {
  const templates = pipelines
    .templates(languageOf(ctx))
    .map((one) => ({ ...one, stages: one.stages.map(({ name }) => name).join(" → ") }));
  const view = { title: say(ctx, "deals.board"), templates, mayCreate: may(actorOf(ctx), "pipelines.create") };
  pages.show(ctx, "deals/beginning", view);
}
