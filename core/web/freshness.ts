import { createHash } from "node:crypto";
import type { Middleware } from "koa";

/** Marks pages with a weak ETag and answers 304 when the browser has this very page. Stands inside of compression. */
export function freshness(): Middleware {
  return async (ctx, next) => {
    await next();
    const isPage =
      ctx.method === "GET" && ctx.status === 200 && ctx.response.is("html") && typeof ctx.body === "string";
    if (!isPage) return;
    const hash = createHash("sha1")
      .update(ctx.body as string)
      .digest("base64url");
    ctx.set("ETag", `W/"${hash}"`);
    if (ctx.fresh) ctx.status = 304;
  };
}
