import type { Middleware } from "koa";
import { chooseLanguage } from "../i18n/languages.ts";
import type { Words } from "../i18n/words.ts";
import { languageOf, stateOf } from "./context.ts";

/** Chooses the language for whoever is not signed in; a signed-in person's own language wins over it. */
export function language(words: Words, company: () => string | undefined): Middleware {
  return async (ctx, next) => {
    const state = stateOf(ctx);
    state.words = words;
    state.chooseLanguage = () => {
      const acceptLanguage = ctx.get("Accept-Language");
      return chooseLanguage({ cookie: ctx.cookies.get("language"), acceptLanguage, company: company() });
    };
    await next();
    ctx.set("Content-Language", languageOf(ctx));
  };
}
