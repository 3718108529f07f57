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

/** Open from the start: signing in and setting up, looks and health, and what holds nothing of the company. */
export const openPaths: readonly string[] = [
  "/login",
  "/setup",
  "/password",
  "/language",
  "/assets",
  "/health",
  "/metrics",
  "/problems",
  "/schemas",
];

/** Pages know people by their cookie, the REST API programs by their token; neither accepts the other's proof. */
export function identify({ actors, cookie, open }: Identification): Middleware {
  return async (ctx, next) => {
    const api = isBelow(ctx.path, "/api");
    if (api) await byToken(ctx, actors);
    else await bySession(ctx, actors, cookie);
    const free = identified(ctx).actor !== undefined || open.some((path) => isBelow(ctx.path, path));
    if (!free) throw new NotSignedIn(api ? "security.no_token" : "security.not_signed_in");
    await next();
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

const LATELY = 10;

/** Before what a stolen or forgotten session must not do (tokens, roles, links): the password was typed in the last ten minutes. */
export function signedInLately(ctx: Context): void {
  const { session } = identified(ctx);
  if (!session || session.age >= LATELY) throw new NotSignedIn("security.sign_in_again", { minutes: LATELY });
}

/** What forms of this session carry; known to nobody who cannot read the cookie. */
export const csrfOf = (secret: string): string => hashOf(`csrf ${secret}`).toString("base64url");

const isBelow = (path: string, above: string): boolean => path === above || path.startsWith(`${above}/`);
