import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Context, Middleware } from "koa";

const pack = {
  br: (text: string) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (text: string) => promisify(gzip)(text),
};

/** Packs pages and JSON of more than a kilobyte; streams and files go as they are. */
export function compression(): Middleware {
  return async (ctx, next) => {
    await next();
    const text = textOf(ctx);
    if (text === undefined) return;
    ctx.vary("Accept-Encoding");
    const best = ctx.acceptsEncodings("br", "gzip", "identity");
    if (best !== "br" && best !== "gzip") return;
    ctx.body = await pack[best](text);
    ctx.set("Content-Encoding", best);
  };
}

/** The body as text, when packing it is worth the while. */
function textOf(ctx: Context): string | undefined {
  if (ctx.method === "HEAD" || ctx.response.get("Content-Encoding") !== "" || ctx.status === 304) return undefined;
  const text: unknown = isPlainObject(ctx.body) ? JSON.stringify(ctx.body) : ctx.body;
  return typeof text === "string" && text.length > 1024 ? text : undefined;
}

const isPlainObject = (body: unknown): boolean =>
  typeof body === "object" &&
  body !== null &&
  [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(body));
