// What a request knows about itself. Sessions and actors are put here by the sign-in middleware.
import type { Context } from "koa";
import type { Actor } from "../kernel/actor.ts";
import { NotSignedIn } from "../kernel/errors.ts";
import type { WordValues, Words } from "../i18n/words.ts";
import type { Frame } from "./frame.ts";
import type { Message } from "./page-view.ts";
import { maskedToken } from "./masked-token.ts";

/** The part of a session that pages need. */
export interface PageSession {
  readonly id: string;
  /** Random text that every form of this session carries. */
  readonly csrf: string;
}

/** `ctx.state` as this product uses it. */
export interface RequestState {
  id?: string;
  actor?: Actor;
  session?: PageSession;
  /** For whoever is not signed in. */
  language?: string;
  /** Finds that language out when it is first needed: most calls of programs never need it. */
  chooseLanguage?: () => string;
  words?: Words;
  message?: Message;
}

export const stateOf = (ctx: Context): RequestState => ctx.state as RequestState;

/** Who is asking; NotSignedIn when nobody is. */
export function actorOf(ctx: Context): Actor {
  const { actor } = stateOf(ctx);
  if (!actor) throw new NotSignedIn("web.not_signed_in");
  return actor;
}

export const findActor = (ctx: Context): Actor | undefined => stateOf(ctx).actor;

/** The language this request is answered in. */
export function languageOf(ctx: Context): string {
  const state = stateOf(ctx);
  return state.actor?.language ?? (state.language ??= state.chooseLanguage?.() ?? "en");
}

/** A word in the language of the request. */
export function say(ctx: Context, key: string, values?: WordValues): string {
  const { words } = stateOf(ctx);
  return words ? words.t(languageOf(ctx), key, values) : key;
}

/** What templates know about this request. */
export function frameOf(ctx: Context): Frame {
  const { actor, session } = stateOf(ctx);
  return {
    language: languageOf(ctx),
    timeZone: actor?.timeZone ?? "UTC",
    csrf: session ? maskedToken(session.csrf, ctx.url) : "",
  };
}

/** Says a sentence with the answer: in the live region of a partial update, or on top of the next page. */
export function messageTo(ctx: Context, message: string | Message): void {
  stateOf(ctx).message = typeof message === "string" ? { text: message } : message;
}

/** True when the answer is a piece of the page that is already open. */
export function wantsPart(ctx: Context): boolean {
  return ctx.get("HX-Request") === "true" && !ctx.get("HX-Boosted") && !ctx.get("HX-History-Restore-Request");
}

/** True when the answer is HTML, whole or in part. */
export const isPage = (ctx: Context): boolean =>
  String(ctx.res.getHeader("Content-Type") ?? "").startsWith("text/html");

/** True for the REST API, which speaks JSON only. */
export const isApi = (ctx: Context): boolean => ctx.path === "/api" || ctx.path.startsWith("/api/");
