import type { Context } from "koa";
import { type Language, languageNames, languages } from "../i18n/languages.ts";
import type { Visitor } from "../security/sessions.ts";
import { callerOf } from "../web/address.ts";
import { languageOf } from "../web/context.ts";

/** From where and with what somebody signs in. */
export const visitorOf = (ctx: Context): Visitor => ({ address: callerOf(ctx), device: ctx.get("User-Agent") });

/** Every language by its own name. */
export const languageChoices = (): [Language, string][] =>
  languages.map((language) => [language, languageNames[language]]);

/** The language switch of pages that need no sign-in. */
export const languageSwitch = (ctx: Context) =>
  languageChoices().map(([id, name]) => ({ id, name, current: id === languageOf(ctx) }));

/** A page with a secret on it is kept by nobody. */
export const keepNowhere = (ctx: Context): void => ctx.set("Cache-Control", "no-store");
