// What an address asks of the board: whose deals, and which of them, said as a list of deals says it.
import type { Context } from "koa";
import { filterFrom } from "../records/query/parse-query.ts";
import { queryIn } from "../web/read.ts";
import type { BoardQuery } from "./board-query.ts";
import type { BoardAsk } from "./card.view.ts";

/** The board's own part of the address; a search typed on the board joins the filter. */
export function boardAskIn(ctx: Context, pipeline: string): BoardAsk {
  const query = queryIn(ctx);
  const list = new URLSearchParams(query.text("list"));
  const typed = query.find("q");
  if (typed !== undefined) list.set("q", typed.trim());
  if (list.get("q") === "") list.delete("q");
  const text = list.toString();
  return { pipeline, owner: query.find("owner") || "all", ...(text !== "" && { list: text }) };
}

/** Filter and search of the list, as the board's statement takes them. */
export function narrowing({ list = "" }: BoardAsk): Pick<BoardQuery, "filter" | "q"> {
  const params = new URLSearchParams(list);
  return { filter: filterFrom(params), q: params.get("q") ?? undefined };
}
