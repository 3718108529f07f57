import { hash } from "node:crypto";
import type { Middleware } from "koa";
import { isPage } from "./context.ts";

/** Marks pages with a weak ETag and answers 304 when the browser has this very page. Stands inside of compression. */
export function freshness(): Middleware {
  return async (ctx, next) => {
    await next();
    if (typeof ctx.body !== "string" || ctx.method !== "GET" || ctx.status !== 200 || !isPage(ctx)) return;
    ctx.set("ETag", `W/"${hash("sha1", ctx.body, "base64url")}"`);
    if (ctx.fresh) ctx.status = 304;
  };
}
