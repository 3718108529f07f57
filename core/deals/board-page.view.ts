// What a board page needs, asked for at once; also the answer to a move, so that page and part cannot differ.
import type { Context } from "koa";
import { may } from "../kernel/actor.ts";
import { actorOf, say } from "../web/context.ts";
import { boardAskIn, narrowing } from "./board-ask.routes.ts";
import { type BoardView, boardView } from "./board.view.ts";
import type { Sales } from "./sales.ts";
import { liveStages, type Pipeline } from "./setup.ts";

/** Cards on one board at most: more would make the page heavy on a phone. */
const CARDS = 200;
const MOST_PER_STAGE = 50;

interface Shown {
  readonly pipeline: Pipeline;
  /** The deal that was just moved. */
  readonly focus?: string | undefined;
}

export async function boardPage(
  ctx: Context,
  { board, attention, pipelines, setup }: Sales,
  { pipeline, focus }: Shown,
): Promise<BoardView> {
  const actor = actorOf(ctx);
  const ask = boardAskIn(ctx, pipeline.id);
  const open = liveStages(pipeline).filter((stage) => stage.type === "open").length;
  const limit = Math.min(MOST_PER_STAGE, Math.floor(CARDS / Math.max(open, 1)));
  const [columns, all, needs, { today, currency }] = await Promise.all([
    board.columns(actor, pipeline.id, { limit, owner: ask.owner, ...narrowing(ask) }),
    pipelines.list(actor),
    ask.list === undefined ? attention.count(actor, ask) : null,
    setup(),
  ]);
  const mayArrange = may(actor, "pipelines.change");
  return boardView({ ask, pipelines: all, columns, attention: needs, currency, today, focus, mayArrange }, (key) =>
    say(ctx, key),
  );
}
