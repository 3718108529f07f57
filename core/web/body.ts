// Reads the body of a request before anything else looks at it. Files are not read here; see upload.ts.
import type { Context, Middleware } from "koa";
import { AppError, BadRequest, TooLarge } from "../kernel/errors.ts";
import { readJson } from "./json-text.ts";
import type { ReadBody } from "./read.ts";
import { Values } from "./values.ts";

/** The body is of a kind this address does not take. */
export class WrongType extends AppError {
  readonly status = 415;
}

export interface BodyLimits {
  /** Bytes of JSON or of a form. */
  readonly bytes: number;
}

/** Files, alone or in a form: the route that takes them reads them itself, piece by piece. */
const files = [
  "multipart/form-data",
  "text/csv",
  "text/vcard",
  "text/tab-separated-values",
  "application/octet-stream",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];

/** Puts the read form or JSON where `formIn` and `jsonIn` find it. */
export function body({ bytes }: BodyLimits = { bytes: 1_048_576 }): Middleware {
  return async (ctx, next) => {
    if (hasBody(ctx) && !ctx.is(...files)) ctx.state["body"] = await readBody(ctx, bytes);
    return next();
  };
}

const hasBody = (ctx: Context): boolean =>
  ctx.get("Transfer-Encoding") !== "" || (ctx.get("Content-Length") !== "" && ctx.get("Content-Length") !== "0");

async function readBody(ctx: Context, most: number): Promise<ReadBody> {
  const type = typeOf(ctx);
  const text = decode(await collect(ctx, most));
  if (type === "json") return { json: readJson(text) };
  return { form: Values.parse(text) };
}

function typeOf(ctx: Context): "json" | "form" {
  const charset = ctx.request.charset.toLowerCase();
  const found = ctx.is("application/json", "application/merge-patch+json", "urlencoded");
  if (!found || (charset !== "" && charset !== "utf-8") || ctx.get("Content-Encoding") !== "") {
    throw new WrongType("web.wrong_content_type", { type: ctx.get("Content-Type").slice(0, 100) });
  }
  return found === "urlencoded" ? "form" : "json";
}

/** All bytes of the body; reading stops as soon as there are too many. */
async function collect(ctx: Context, most: number): Promise<Buffer> {
  if (Number(ctx.get("Content-Length")) > most) throw new TooLarge("web.too_large", { bytes: most });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new TooLarge("web.too_large", { bytes: most });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Buffer): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (text.startsWith("\uFEFF") || text.includes("\0")) throw new BadRequest("web.broken_text");
    return text;
  } catch (cause) {
    throw cause instanceof AppError ? cause : new BadRequest("web.broken_text", {}, { cause });
  }
}
