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

/** From where the request came; a proxy's word counts as far as the settings trust it. */
export const callerOf = (ctx: Context): string => ctx.ip;
