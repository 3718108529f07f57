// Finds out who is asking, before anything else of the product runs, and stops whoever has to sign in first.
import type { Context, Middleware } from "koa";
import type { Actor } from "../kernel/actor.ts";
import { NotSignedIn } from "../kernel/errors.ts";
import type { Actors, Preferences } from "./actors.ts";
import { hashOf } from "./secrets.ts";
import type { SessionCookie } from "./session-cookie.ts";

/** What this middleware leaves in `ctx.state`. */
export interface Identified {
  actor?: Actor;
  session?: { readonly id: string; readonly csrf: string; readonly age: number };
  preferences?: Preferences;
}

export interface Identification {
  readonly actors: Actors;
  readonly cookie: SessionCookie;
  /** Paths, with all below them, that nobody has to sign in for. */
  readonly open: readonly string[];
}

/** Open from the start: signing in and setting up, looks and health. */
export const openPaths: readonly string[] = ["/login", "/setup", "/password", "/language", "/assets", "/health", "/metrics", "/problems"];

/** Pages know people by their cookie, the REST API programs by their token; neither accepts the other's proof. */
export function identify({ actors, cookie, open }: Identification): Middleware {
  return async (ctx, next) => {
    const api = isBelow(ctx.path, "/api");
    if (api) await byToken(ctx, actors);
    else await bySession(ctx, actors, cookie);
    const free = identified(ctx).actor !== undefined || open.some((path) => isBelow(ctx.path, path));
    if (free) return await next();
    if (api) refuse(ctx);
    sendToLogin(ctx);
  };
}

export const identified = (ctx: Context): Identified => ctx.state as Identified;

async function bySession(ctx: Context, actors: Actors, cookie: SessionCookie): Promise<void> {
  const secret = cookie.read(ctx);
  const found = secret ? await actors.ofSession(secret) : undefined;
  if (!secret || !found) return;
  const session = { id: found.sessionId, csrf: csrfOf(secret), age: found.age };
  Object.assign(identified(ctx), { actor: found.actor, preferences: found.preferences, session });
}

async function byToken(ctx: Context, actors: Actors): Promise<void> {
  const [, token] = /^Bearer ([\w-]+)$/i.exec(ctx.get("Authorization")) ?? [];
  const actor = token ? await actors.ofToken(token) : undefined;
  if (actor) identified(ctx).actor = actor;
}

/** What forms of this session carry; known to nobody who cannot read the cookie. */
const csrfOf = (secret: string): string => hashOf(`csrf ${secret}`).toString("base64url");

function refuse(ctx: Context): never {
  ctx.set("WWW-Authenticate", 'Bearer realm="trellis"');
  throw new NotSignedIn("security.no_token");
}

/** A piece of a page must not become the sign-in page: the whole window goes there. */
function sendToLogin(ctx: Context): void {
  const part = ctx.get("HX-Request") === "true";
  const back = part ? pathOf(ctx.get("HX-Current-URL")) : ctx.method === "GET" ? ctx.url : "/";
  const login = back === "/" ? "/login" : `/login?next=${encodeURIComponent(back)}`;
  ctx.set("Cache-Control", "no-store");
  ctx.vary("HX-Request");
  if (!part) return ctx.redirect(login);
  ctx.set("HX-Redirect", login);
  ctx.status = 401;
}

const pathOf = (address: string): string => {
  const url = URL.parse(address);
  return url ? url.pathname + url.search : "/";
};

const isBelow = (path: string, above: string): boolean => path === above || path.startsWith(`${above}/`);
