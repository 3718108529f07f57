// A page is fetched when its link is pressed, not when it is let go. After a write nothing fetched before counts.
import type { Middleware } from "koa";
import type { Assets } from "./assets.ts";
import { isPage } from "./context.ts";

/** Tells browsers which links to fetch ahead, and to forget what they fetched when something was written. */
export function prefetch(assets: Pick<Assets, "url">): Middleware {
  const rules = `"${assets.url("app/prefetch.speculationrules")}"`;
  return async (ctx, next) => {
    await next();
    const wrote = ctx.method !== "GET" && ctx.method !== "HEAD";
    if (wrote && !ctx.res.hasHeader("Clear-Site-Data")) ctx.set("Clear-Site-Data", '"prefetchCache"');
    if (!wrote && ctx.status === 200 && isPage(ctx)) ctx.set("Speculation-Rules", rules);
  };
}
