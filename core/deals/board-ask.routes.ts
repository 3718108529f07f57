// What an address asks of the board: whose deals, and which of them, said as a list of deals says it.
import type { Context } from "koa";
import type { Kinds } from "../records/kinds.ts";
import { boardAskIn, type HeadParts, listOn } from "../records/pages/board/board-head.ts";
import type { ListAsk } from "../records/pages/list-ask.ts";
import { contextOf, type Visit } from "../records/pages/parts.ts";
import type { Through } from "../records/store/through.ts";
import { actorOf } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { queryIn } from "../web/read.ts";
import type { BoardQuery } from "./board-query.ts";
import type { BoardAsk } from "./card.view.ts";
import type { Sales } from "./sales.ts";

/** What the pages about deals are made from. */
export interface BoardNeeds extends HeadParts {
  readonly sales: Sales;
  readonly pages: Pages;
  readonly kinds: Kinds;
  readonly through: Through;
}

export interface Asked {
  readonly visit: Visit;
  readonly ask: BoardAsk;
  /** What narrows the board, as the list of the same deals would be asked. */
  readonly list: ListAsk;
}

export async function boardAsked(needs: BoardNeeds, ctx: Context, pipeline: string): Promise<Asked> {
  const kind = needs.kinds.seenBy(actorOf(ctx)).get("deal");
  const visit = { ctx, kind, ...(await contextOf(needs, ctx)) };
  const own = { pipeline, owner: queryIn(ctx).find("owner") || "all" };
  const list = await boardAskIn(needs, visit, new URLSearchParams(own).toString());
  const text = listOn(list);
  return { visit, list, ask: { ...own, ...(text !== "" && { list: text }) } };
}

/** Filter and search of the list, as the board's statement takes them. */
export const narrowing = ({ filter, q }: ListAsk): Pick<BoardQuery, "filter" | "q"> => ({ filter, q: q || undefined });
