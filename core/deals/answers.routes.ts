// The answer to what somebody did with a deal: the board again when it was done there, else the page they came from.
import type { Context } from "koa";
import { Conflict, Invalid, type Problem } from "../kernel/errors.ts";
import type { Rec } from "../records/record.ts";
import { EditConflict } from "../records/store/conflict.ts";
import { actorOf, messageTo, say, wantsPart } from "../web/context.ts";
import { ownPath } from "../web/own-path.ts";
import type { Pages } from "../web/pages.ts";
import { idIn, queryIn, type ReadBody } from "../web/read.ts";
import { boardPage } from "./board-page.view.ts";
import type { Sales } from "./sales.ts";

export interface Done {
  readonly deal: Rec;
  readonly message: string;
  /** Below the deal's own address, with what it needs in its query. */
  readonly undo?: string | undefined;
}

interface Answering {
  readonly sales: Sales;
  readonly pages: Pages;
  work(): Promise<Done>;
  /** Shows the form again with what is wrong. */
  again(problems: readonly Problem[]): Promise<void>;
}

/** Does it, and answers with what changed, or with what is in the way. */
export async function answer(ctx: Context, { sales, pages, work, again }: Answering): Promise<void> {
  try {
    const { deal, message, undo } = await work();
    const back = backOf(ctx, deal.id);
    messageTo(ctx, { text: message, ...(undo && { undo: undoPath(deal.id, undo, back) }) });
    if (isOnBoard(ctx)) return await showBoard(ctx, sales, pages);
    if (wantsPart(ctx)) ctx.set("HX-Trigger", "close-dialog");
    pages.go(ctx, back);
  } catch (error) {
    if (error instanceof EditConflict) return await overtaken(ctx, sales, pages);
    if (!(error instanceof Invalid)) throw error;
    if (isOnBoard(ctx)) return await refused(ctx, sales, pages, error);
    ctx.status = 422;
    await again(error.problems);
  }
}

const isOnBoard = (ctx: Context): boolean => wantsPart(ctx) && queryIn(ctx).has("pipeline");

async function showBoard(ctx: Context, sales: Sales, pages: Pages): Promise<void> {
  const pipeline = await sales.pipelines.find(actorOf(ctx), queryIn(ctx).find("pipeline"));
  if (!pipeline) throw new Conflict("deals.no_pipeline");
  pages.part(ctx, "deals/_board", await boardPage(ctx, sales, { pipeline, focus: idIn(ctx) }));
}

// The card goes back to where it was, and the reason is said.
async function refused(ctx: Context, sales: Sales, pages: Pages, error: Invalid): Promise<void> {
  ctx.status = 422;
  messageTo(ctx, {
    text: error.problems.map(({ message, values }) => say(ctx, message, values)).join(" "),
    tone: "bad",
  });
  await showBoard(ctx, sales, pages);
}

// Somebody else moved it first: say so, and show where it stands now.
async function overtaken(ctx: Context, sales: Sales, pages: Pages): Promise<void> {
  const deal = await sales.records.get(actorOf(ctx), "deal", idIn(ctx));
  const stage = (await sales.setup()).stages.get(String(deal["stage"]))?.name ?? "";
  messageTo(ctx, { text: say(ctx, "deals.overtaken", { deal: String(deal["name"]), stage }), tone: "bad" });
  if (!isOnBoard(ctx)) return pages.go(ctx, backOf(ctx, deal.id));
  ctx.status = 409;
  await showBoard(ctx, sales, pages);
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
