import type { Context } from "koa";
import { say } from "../../web/context.ts";
import type { Requests } from "../manifest/manifest.ts";

/** Finds the word for the records of a kind; undefined for a kind that is not there. */
export type KindWord = (kind: string) => string | undefined;

/** What a module asks for, in words for whoever decides: "Deals: read, change". */
export function asksView(ctx: Context, { kinds = {}, hosts = [], sql, mail }: Requests, wordOf: KindWord) {
  const records = Object.entries(kinds).map(([kind, actions]) => {
    const word = wordOf(kind);
    const name = kind === "*" ? say(ctx, "modules.asks.every_kind") : word ? say(ctx, word) : kind;
    return { name, detail: actions.map((action) => say(ctx, `modules.asks.${action}`)).join(", ") };
  });
  return [
    ...records,
    ...hosts.map((host) => ({
      name: host === "*" ? say(ctx, "modules.asks.any_host") : host,
      detail: say(ctx, "modules.asks.sends"),
    })),
    ...(sql ? [{ name: say(ctx, "modules.asks.own_tables"), detail: say(ctx, "modules.asks.sql") }] : []),
    ...(mail ? [{ name: say(ctx, "modules.asks.mail"), detail: say(ctx, "modules.asks.writes") }] : []),
  ];
}
