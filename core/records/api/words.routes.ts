// REST for the company's own words: what the page for administrators does, for programs.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { isLanguage, type Language } from "../../i18n/languages.ts";
import type { Words } from "../../i18n/words.ts";
import { BadRequest, NotFound } from "../../kernel/errors.ts";
import { actorOf } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import type { OwnWords, WordChanges } from "../words/own-words.ts";
import { wordLines } from "../words/word-list.ts";
import { inputIn } from "./read-request.ts";

export interface WordApiNeeds {
  readonly words: Words;
  readonly ownWords: OwnWords;
}

export function wordApi({ words, ownWords }: WordApiNeeds): Router {
  const router = new Router({ prefix: "/api/v1/words" });

  router.get("/:language", async (ctx) => {
    const query = queryIn(ctx);
    const search = { q: query.text("q"), own: query.text("own") === "true" };
    const rows = await ownWords.list(actorOf(ctx));
    ctx.body = { data: wordLines(words, rows, languageIn(ctx), search), page: { next: null } };
  });

  router.patch("/:language", async (ctx) => {
    await ownWords.save(actorOf(ctx), languageIn(ctx), changesIn(ctx));
    ctx.status = 204;
  });

  return router;
}

function languageIn(ctx: Context): Language {
  const language = textIn(ctx, "language");
  if (!isLanguage(language)) throw new NotFound("words.unknown_language", { language: language.slice(0, 20) });
  return language;
}

function changesIn(ctx: Context): WordChanges {
  const body = inputIn(ctx);
  const fine = Object.values(body).every((message) => message === null || typeof message === "string");
  if (!fine) throw new BadRequest("words.bad_changes");
  return body as WordChanges;
}
