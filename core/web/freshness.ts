import { createHash } from "node:crypto";
import type { Middleware } from "koa";
import { isPage } from "./context.ts";

/** Marks pages with a weak ETag and answers 304 when the browser has this very page. Stands inside of compression. */
export function freshness(): Middleware {
  return async (ctx, next) => {
    await next();
    if (typeof ctx.body !== "string" || ctx.method !== "GET" || ctx.status !== 200 || !isPage(ctx)) return;
    const hash = createHash("sha1").update(ctx.body).digest("base64url");
    ctx.set("ETag", `W/"${hash}"`);
    if (ctx.fresh) ctx.status = 304;
  };
}
