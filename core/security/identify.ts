// Finds out who is asking, before anything else of the product runs, and stops whoever has to sign in first.
import type { Context, Middleware } from "koa";
import type { Actor, Call } from "../kernel/actor.ts";
import { NotSignedIn, SecondStepFirst } from "../kernel/errors.ts";
import type { Actors, Preferences } from "./actors.ts";
import { hashOf } from "./secrets.ts";
import type { SessionCookie } from "./session-cookie.ts";

/** What this middleware leaves in `ctx.state`. */
export interface Identified {
  /** The request itself. */
  call?: Call;
  actor?: Actor;
  /** `stepped`: a second step was shown in the last ten minutes. */
  session?: { readonly id: string; readonly csrf: string; readonly age: number; readonly stepped: boolean };
  /** There is a session, and its person has to add a second step before it opens anything. */
  isMissing?: boolean;
  preferences?: Preferences;
}

export interface Identification {
  readonly actors: Actors;
  readonly cookie: SessionCookie;
  /** Paths, with all below them, that nobody has to sign in for; they come and go with plugins. */
  open(): readonly string[];
}

/** Open from the start: signing in and setting up, looks and health, and what holds nothing of the company. */
export const openPaths: readonly string[] = [
  "/login",
  "/logout",
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
    const free = identified(ctx).actor !== undefined || open().some((path) => isBelow(ctx.path, path));
    if (!free && identified(ctx).isMissing) throw new SecondStepFirst("security.second_step_missing");
    if (!free) throw new NotSignedIn(api ? "security.no_token" : "security.not_signed_in");
    await next();
  };
}

export const identified = (ctx: Context): Identified => ctx.state as Identified;

async function bySession(ctx: Context, actors: Actors, cookie: SessionCookie): Promise<void> {
  const secret = cookie.read(ctx);
  const found = secret ? await actors.ofSession(secret) : undefined;
  if (!secret || !found) return;
  if (found.session.missing) {
    identified(ctx).isMissing = true;
    return;
  }
  const { id, age, stepped } = found.session;
  const session = { id, csrf: csrfOf(secret), age, stepped };
  Object.assign(identified(ctx), { actor: calling(ctx, found.actor), preferences: found.preferences, session });
}

async function byToken(ctx: Context, actors: Actors): Promise<void> {
  const [, token] = /^Bearer ([\w-]+)$/i.exec(ctx.get("Authorization")) ?? [];
  const actor = token ? await actors.ofToken(token) : undefined;
  if (actor) identified(ctx).actor = calling(ctx, actor);
}

/** Whoever asks, with the request they ask in: for what is written down of it. */
function calling(ctx: Context, actor: Actor): Actor {
  const { call } = identified(ctx);
  return call ? { ...actor, call } : actor;
}

/** Minutes for which a password, or a second step, was typed just now. */
export const LATELY = 10;

/** Before what a stolen or forgotten session must not do (tokens, roles, links): the password was typed in the last ten minutes. */
export function signedInLately(ctx: Context): void {
  const { session } = identified(ctx);
  if (!session || session.age >= LATELY) throw new NotSignedIn("security.sign_in_again", { minutes: LATELY });
}

/** What forms of this session carry; known to nobody who cannot read the cookie. */
export const csrfOf = (secret: string): string => hashOf(`csrf ${secret}`).toString("base64url");

const isBelow = (path: string, above: string): boolean => path === above || path.startsWith(`${above}/`);
