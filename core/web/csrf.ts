// Only our own pages may make a signed-in person's browser write.
import { timingSafeEqual } from "node:crypto";
import type { Context, Middleware } from "koa";
import { NotAllowed } from "../kernel/errors.ts";
import { originOf } from "./address.ts";
import { stateOf } from "./context.ts";
import { unmasked } from "./masked-token.ts";
import type { ReadBody } from "./read.ts";

const reading = ["GET", "HEAD", "OPTIONS"];

/**
 * Refuses writes that other sites send, and writes of a session without its token. Stands behind body and session.
 * A form with files cannot show its token before it is read, so for it the browser must say where it came from.
 */
export function csrf({ origin }: { readonly origin: () => string | undefined }): Middleware {
  return (ctx, next) => {
    if (!reading.includes(ctx.method)) check(ctx, origin() ?? originOf(ctx));
    return next();
  };
}

function check(ctx: Context, own: string): void {
  const proof = cameFrom(ctx, own);
  if (proof === "elsewhere") throw new NotAllowed("web.other_site");
  const { session } = stateOf(ctx);
  if (!session) return;
  const filesFromHere = proof === "here" && ctx.is("multipart/form-data");
  if (!filesFromHere && !isTokenOf(tokenOf(ctx), session.csrf)) throw new NotAllowed("web.form_expired");
}

/** What the browser says about the page that sent this. */
function cameFrom(ctx: Context, own: string): "here" | "elsewhere" | "unknown" {
  const site = ctx.get("Sec-Fetch-Site");
  if (site !== "") return site === "same-origin" || site === "none" ? "here" : "elsewhere";
  const origin = ctx.get("Origin");
  if (origin === "") return "unknown";
  return origin === own || origin === originOf(ctx) ? "here" : "elsewhere";
}

function tokenOf(ctx: Context): string {
  const body = ctx.state["body"] as ReadBody | undefined;
  return ctx.get("X-CSRF-Token") || body?.form?.find("_csrf") || "";
}

/** The token itself, or as a page carries it. */
const isTokenOf = (given: string, wanted: string): boolean => isSame(given, wanted) || isSame(unmasked(given), wanted);

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b);
}
