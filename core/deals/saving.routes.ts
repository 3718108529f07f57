import type { Context } from "koa";
import { Invalid, type Problem } from "../kernel/errors.ts";
import { messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";

/** Shows the page again, with what is wrong. */
export type Again = (ctx: Context, problems: readonly Problem[]) => Promise<void>;

/** A route that saves something small: back to its page with a word of success, or the page again with sentences. */
export function saving(pages: Pages, back: (ctx: Context) => string, again: Again) {
  return (work: (ctx: Context) => Promise<unknown>) =>
    async (ctx: Context): Promise<void> => {
      try {
        await work(ctx);
        messageTo(ctx, say(ctx, "deals.settings.saved"));
        pages.go(ctx, back(ctx));
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        ctx.status = 422;
        await again(ctx, error.problems);
      }
    };
}
