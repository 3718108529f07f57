import type { Context } from "koa";

/** True for a path on this server: no other host, no scheme, no control characters. */
export function isOwnPath(path: unknown): path is string {
  if (typeof path !== "string" || !/^\/(?![/\\])[^\\\s\p{Cc}]*$/u.test(path)) return false;
  try {
    return new URL(path, "http://own.invalid").origin === "http://own.invalid";
  } catch {
    return false;
  }
}

/** The path to go on to after signing in and the like; `instead` when somebody meddled with it. */
export const ownPath = (path: unknown, instead = "/"): string => (isOwnPath(path) ? path : instead);

/** The page somebody sent a form from; `instead` when their browser does not say, or says another server's. */
export function cameFrom(ctx: Context, instead: string): string {
  const { pathname = instead, search = "" } = URL.parse(ctx.get("Referer")) ?? {};
  return ownPath(pathname + search, instead);
}
