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
    const packing = packingFor(ctx);
    if (!packing) return;
    ctx.body = await pack[packing](text);
    ctx.set("Content-Encoding", packing);
  };
}

/** The best packing that whoever asks can undo. Browsers name all they know in no order; brotli is the smaller one. */
export function packingFor(ctx: Context): "br" | "gzip" | undefined {
  if (ctx.get("Accept-Encoding") === "") return undefined;
  return (["br", "gzip"] as const).find((packing) => ctx.acceptsEncodings(packing, "identity") === packing);
}

/** The body as text, when packing it is worth the while; an object becomes its JSON here, once. */
function textOf(ctx: Context): string | undefined {
  if (ctx.method === "HEAD" || ctx.status === 304 || ctx.res.hasHeader("Content-Encoding")) return undefined;
  if (isPlainObject(ctx.body)) ctx.body = JSON.stringify(ctx.body);
  const text: unknown = ctx.body;
  return typeof text === "string" && text.length > 1024 ? text : undefined;
}

const isPlainObject = (body: unknown): boolean =>
  typeof body === "object" &&
  body !== null &&
  [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(body));
