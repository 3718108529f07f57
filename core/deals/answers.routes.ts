// The answer to what somebody did with a deal: the board again when it was done there, else the page they came from.
import type { Context } from "koa";
import { Conflict, Invalid, type Problem } from "../kernel/errors.ts";
import type { Rec } from "../records/record.ts";
import { EditConflict } from "../records/store/conflict.ts";
import { actorOf, messageTo, say, wantsPart } from "../web/context.ts";
import { ownPath } from "../web/own-path.ts";
import { idIn, queryIn, type ReadBody } from "../web/read.ts";
import type { BoardNeeds } from "./board-ask.routes.ts";
import { boardPage } from "./board-page.view.ts";

export interface Done {
  readonly deal: Rec;
  readonly message: string;
  /** Below the deal's own address, with what it needs in its query. */
  readonly undo?: string | undefined;
}

interface Answering {
  readonly needs: BoardNeeds;
  work(): Promise<Done>;
  /** Shows the form again with what is wrong. */
  again(problems: readonly Problem[]): Promise<void>;
}

/** Does it, and answers with what changed, or with what is in the way. */
export async function answer(ctx: Context, { needs, work, again }: Answering): Promise<void> {
  try {
    const { deal, message, undo } = await work();
    const back = backOf(ctx, deal.id);
    messageTo(ctx, { text: message, ...(undo && { undo: undoPath(deal.id, undo, back) }) });
    if (isOnBoard(ctx)) return await showBoard(ctx, needs);
    if (wantsPart(ctx)) ctx.set("HX-Trigger", "close-dialog");
    needs.pages.go(ctx, back);
  } catch (error) {
    if (error instanceof EditConflict) return await overtaken(ctx, needs);
    if (!(error instanceof Invalid)) throw error;
    if (isOnBoard(ctx)) return await refused(ctx, needs, error);
    ctx.status = 422;
    await again(error.problems);
  }
}

const isOnBoard = (ctx: Context): boolean => wantsPart(ctx) && queryIn(ctx).has("pipeline");

async function showBoard(ctx: Context, needs: BoardNeeds): Promise<void> {
  const pipeline = await needs.sales.pipelines.find(actorOf(ctx), queryIn(ctx).find("pipeline"));
  if (!pipeline) throw new Conflict("deals.no_pipeline");
  needs.pages.part(ctx, "deals/_board", await boardPage(ctx, needs, { pipeline, focus: idIn(ctx) }));
}

// The card goes back to where it was, and the reason is said.
async function refused(ctx: Context, needs: BoardNeeds, error: Invalid): Promise<void> {
  ctx.status = 422;
  messageTo(ctx, {
    text: error.problems.map(({ message, values }) => say(ctx, message, values)).join(" "),
    tone: "bad",
  });
  await showBoard(ctx, needs);
}

// Somebody else moved it first: say so, and show where it stands now.
async function overtaken(ctx: Context, needs: BoardNeeds): Promise<void> {
  const { sales, pages } = needs;
  const deal = await sales.records.get(actorOf(ctx), "deal", idIn(ctx));
  const stage = (await sales.setup()).stages.get(String(deal["stage"]))?.name ?? "";
  messageTo(ctx, { text: say(ctx, "deals.overtaken", { deal: String(deal["name"]), stage }), tone: "bad" });
  if (!isOnBoard(ctx)) return pages.go(ctx, backOf(ctx, deal.id));
  ctx.status = 409;
  await showBoard(ctx, needs);
}

function undoPath(id: string, undo: string, back: string): string {
  return `/deals/${id}/${undo}&back=${encodeURIComponent(back)}`;
}

/** Where to go afterwards: what the form says, the board it was done on, or the deal. */
function backOf(ctx: Context, id: string): string {
  const query = queryIn(ctx);
  const board = query.has("pipeline") ? `/deals/board?${ctx.querystring}` : `/deals/${id}`;
  return ownPath(valueIn(ctx, "back"), board);
}

/** A value of the form, or of the address when the form has none (an Undo button sends none). */
export function valueIn(ctx: Context, name: string): string | undefined {
  const { form } = (ctx.state["body"] as ReadBody | undefined) ?? {};
  return form?.find(name) ?? queryIn(ctx).find(name);
}

/** The version the person was looking at. */
export function versionIn(ctx: Context): { baseVersion?: number } {
  const version = Number(valueIn(ctx, "version"));
  return Number.isInteger(version) && version > 0 ? { baseVersion: version } : {};
}
