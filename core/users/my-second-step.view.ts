import type { Context } from "koa";
import { say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { keepNowhere } from "./visitor.view.ts";

export const HERE = "/me/second-step";

export const frame = (ctx: Context, title: string) => ({
  title: say(ctx, title),
  breadcrumb: [{ label: say(ctx, "users.me.title"), path: "/me" }],
});

/** Codes on paper, shown once. */
export function showMyCodes(ctx: Context, pages: Pages, codes: readonly string[]): void {
  const view = { ...frame(ctx, "users.second.codes"), codes, next: HERE };
  pages.show(ctx, "users/second-codes", view);
  keepNowhere(ctx);
}
