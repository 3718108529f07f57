// What a board page needs, asked for at once; also the answer to a move, so that page and part cannot differ.
import type { Context } from "koa";
import { may } from "../kernel/actor.ts";
import { actorOf, say } from "../web/context.ts";
import { type Asked, type BoardNeeds, boardAsked, narrowing } from "./board-ask.routes.ts";
import { type BoardView, boardView } from "./board.view.ts";
import { liveStages, type Pipeline } from "./setup.ts";

/** Cards on one board at most: more would make the page heavy on a phone. */
const CARDS = 200;
const MOST_PER_STAGE = 50;

interface Shown {
  readonly pipeline: Pipeline;
  /** What the address asks for; read from it when absent. */
  readonly asked?: Asked;
  /** The deal that was just moved. */
  readonly focus?: string | undefined;
}

export async function boardPage(
  ctx: Context,
  needs: BoardNeeds,
  { pipeline, focus, asked }: Shown,
): Promise<BoardView> {
  const actor = actorOf(ctx);
  const { board, attention, pipelines, setup } = needs.sales;
  const { ask, list } = asked ?? (await boardAsked(needs, ctx, pipeline.id));
  const open = liveStages(pipeline).filter((stage) => stage.type === "open").length;
  const limit = Math.min(MOST_PER_STAGE, Math.floor(CARDS / Math.max(open, 1)));
  const [columns, all, urgent, { today, currency }] = await Promise.all([
    board.columns(actor, pipeline.id, { limit, owner: ask.owner, ...narrowing(list) }),
    pipelines.list(actor),
    ask.list === undefined ? attention.count(actor, ask) : null,
    setup(),
  ]);
  const mayArrange = may(actor, "pipelines.change");
  return boardView({ ask, pipelines: all, columns, attention: urgent, currency, today, focus, mayArrange }, (key) =>
    say(ctx, key),
  );
}
