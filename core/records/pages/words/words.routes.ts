// Where an administrator says what things are called. Every button is a form; with script the preview follows what is typed.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { isLanguage, languages } from "../../../i18n/languages.ts";
import type { Words } from "../../../i18n/words.ts";
import { may } from "../../../kernel/actor.ts";
import { Invalid, NotFound } from "../../../kernel/errors.ts";
import { actorOf, languageOf, messageTo, say, wantsPart } from "../../../web/context.ts";
import type { PageView } from "../../../web/page-view.ts";
import type { Pages } from "../../../web/pages.ts";
import { formIn, queryIn } from "../../../web/read.ts";
import type { Kinds } from "../../kinds.ts";
import type { OwnWords } from "../../words/own-words.ts";
import { formsOf, nouns, seenKeys } from "../../words/word-list.ts";
import { changesFrom, nameView, type TypedWords, typedFrom, wordView } from "./word-form.view.ts";
import { type WordReader, type WordsAsk, wordsView } from "./words.view.ts";

export interface WordPageNeeds {
  readonly words: Words;
  readonly ownWords: OwnWords;
  readonly kinds: Pick<Kinds, "own">;
  readonly pages: Pages;
}

export function wordRoutes({ words, ownWords, kinds, pages }: WordPageNeeds): Router {
  const router = new Router({ prefix: "/settings/words" });
  const rowsFor = (ctx: Context) => ownWords.list(actorOf(ctx));

  router.get("/", async (ctx) => {
    // Names of own kinds are changed where the kinds are, by whoever may.
    const ownKinds = may(actorOf(ctx), "kinds.change") ? kinds.own() : [];
    const said = { words, rows: await rowsFor(ctx), ownKinds };
    pages.show(ctx, "words/list", wordsView(said, askIn(ctx), readerIn(ctx)));
  });

  /** A form over some keys: shown, tried, saved or put back, in the same way for a word and for a name. */
  const form = (path: string, sort: FormSort): void => {
    router.get(path, async (ctx) => {
      const id = queryIn(ctx).get(sort.parameter);
      const typed = typedFrom(await rowsFor(ctx), sort.keys(words, id));
      pages.show(ctx, sort.template, sort.view(words, typed, id, readerIn(ctx)));
    });
    router.post(path, async (ctx) => {
      const id = formIn(ctx).get(sort.parameter);
      const typed = typedIn(ctx, sort.keys(words, id));
      const tried = formIn(ctx).text("do") === "try" || (await saved(ctx, typed)) === false;
      if (!tried) return pages.go(ctx, `/settings/words?language=${languageOf(ctx)}`);
      const view = sort.view(words, typed, id, readerIn(ctx));
      if (wantsPart(ctx)) return pages.part(ctx, sort.part, view);
      pages.show(ctx, sort.template, view);
    });
  };

  const saved = async (ctx: Context, typed: TypedWords): Promise<boolean> => {
    try {
      await ownWords.saveAll(
        actorOf(ctx),
        changesFrom(words, formIn(ctx).text("do") === "reset" ? blank(typed) : typed),
      );
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      ctx.status = 422;
      return false;
    }
    messageTo(ctx, say(ctx, "words.saved"));
    return true;
  };

  form("/word", wordForm);
  form("/name", nameForm);
  return router;
}

interface FormSort {
  readonly parameter: string;
  readonly template: string;
  /** What follows the typing. */
  readonly part: string;
  /** NotFound for a word that does not exist. */
  keys(words: Words, id: string): readonly string[];
  view(words: Words, typed: TypedWords, id: string, reader: WordReader): PageView;
}

const known = (list: readonly string[], id: string): string => {
  if (!list.includes(id)) throw new NotFound("web.not_found");
  return id;
};

const wordForm: FormSort = {
  parameter: "key",
  template: "words/word",
  part: "words/_word-rows",
  keys: (words, key) => [known(seenKeys(words), key)],
  view: wordView,
};

const nameForm: FormSort = {
  parameter: "noun",
  template: "words/name",
  part: "words/_name-rows",
  keys: (words, noun) => formsOf(known(nouns(words), noun)),
  view: nameView,
};

function readerIn(ctx: Context): WordReader {
  const language = languageOf(ctx);
  return { language: isLanguage(language) ? language : "en", say: (key, values) => say(ctx, key, values) };
}

function askIn(ctx: Context): WordsAsk {
  const query = queryIn(ctx);
  const wanted = query.text("language");
  const language = isLanguage(wanted) ? wanted : readerIn(ctx).language;
  const page = Number(query.text("page"));
  return { language, q: query.text("q"), own: query.has("own"), page: Number.isInteger(page) && page > 0 ? page : 1 };
}

const typedIn = (ctx: Context, keys: readonly string[]): TypedWords =>
  new Map(
    languages.map((language) => [
      language,
      new Map(keys.map((key) => [key, formIn(ctx).text(`${language}.${key.replace(/^.*\./, "")}`)])),
    ]),
  );

const blank = (typed: TypedWords): TypedWords =>
  new Map([...typed].map(([language, texts]) => [language, new Map([...texts.keys()].map((key) => [key, ""]))]));
