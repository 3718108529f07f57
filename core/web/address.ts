import type { Context, Middleware } from "koa";
import { BadRequest } from "../kernel/errors.ts";
import { decodePercent } from "./values.ts";

const LONGEST = 8192;

/** Refuses addresses that mean one thing here and another elsewhere: broken or hidden slashes, NUL, endless length. */
export function address(): Middleware {
  return (ctx, next) => {
    if (!isPlain(ctx)) throw new BadRequest("web.broken_address");
    return next();
  };
}

const ordinary = /^[\w/.-]*$/;

function isPlain(ctx: Context): boolean {
  if (ordinary.test(ctx.path)) return ctx.url.length <= LONGEST;
  const path = decodePercent(ctx.path);
  return ctx.url.length <= LONGEST && !/%(2f|5c)/i.test(ctx.path) && !/[\\\p{Cc}]/u.test(path);
}

/** What the request calls this server, as `https://crm.example`. Proves nothing: whoever asks chooses it. */
export const originOf = (ctx: Context): string => `${ctx.protocol}://${ctx.host}`;

/**
 * Every name this server is asked for in one request: its header, a trusted proxy's word instead, and that of an absolute address.
 * None where an old client names none.
 */
export function hostsOf({ app, req }: Context): string[] {
  const forwarded = app.proxy
    ? String(req.headers["x-forwarded-host"] ?? "")
        .split(",")[0]
        ?.trim()
    : "";
  const { url = "/" } = req;
  const absolute = /^[/*]/.test(url) ? [] : [URL.parse(url)?.host ?? url];
  return [forwarded || (req.headers.host ?? ""), ...absolute].filter(Boolean);
}

/** From where the request came; a proxy's word counts as far as the settings trust it. */
export const callerOf = (ctx: Context): string => ctx.ip;
