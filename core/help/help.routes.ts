// Help to read beside the work, and the page that every problem of the REST API points at.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { NotFound } from "../kernel/errors.ts";
import type { Words } from "../i18n/words.ts";
import { languageOf, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { queryIn, textIn } from "../web/read.ts";
import { type Topic, topicsFor } from "./topics.ts";

export function helpRoutes(pages: Pages, words: Words): Router {
  const router = new Router();

  router.get("/help", (ctx) => {
    const query = queryIn(ctx);
    const { here, others } = topicsFor(query.text("at"));
    const wanted = query.text("q").toLowerCase();
    const shown = (list: readonly Topic[]) =>
      list.map((topic) => inWords(ctx, topic)).filter((one) => contains(one, wanted));
    const view = {
      title: say(ctx, "help.title"),
      q: query.text("q"),
      at: query.text("at"),
      here: shown(here),
      others: shown(others),
    };
    pages.show(ctx, "help/show", view);
  });

  router.get("/problems/:code", (ctx) => {
    const code = textIn(ctx, "code");
    if (!/^[a-z]+\.[a-z_]+$/.test(code) || !words.has(`error.${code}`)) throw new NotFound("web.not_found");
    const sentence = words.t(languageOf(ctx), `error.${code}`, blanks);
    const view = { title: say(ctx, "help.problem"), code, sentence, layout: "plain" } as const;
    pages.show(ctx, "help/problem", view);
  });

  return router;
}

const inWords = (ctx: Context, { id }: Topic) => ({
  id,
  question: say(ctx, `help.${id}.question`),
  answer: say(ctx, `help.${id}.answer`),
});

const contains = (one: { question: string; answer: string }, wanted: string): boolean =>
  wanted === "" || `${one.question} ${one.answer}`.toLowerCase().includes(wanted);

// The page explains the code in general: every value of its sentence is an ellipsis.
const blanks = new Proxy({}, { get: () => "…", has: () => true, ownKeys: () => [] });
