// What can be renamed: every word of the product beside the company's own.
import type { Language } from "../../i18n/languages.ts";
import { isNoun } from "../../i18n/own-word.ts";
import type { Words } from "../../i18n/words.ts";
import { fold } from "../search/fold.ts";
import type { OwnWordRow } from "./read-words.ts";

/** A word in one language: the product's, and the company's if it has one. */
export interface WordLine {
  readonly key: string;
  readonly language: Language;
  readonly original: string;
  /** The company's own message; null while it speaks as the product does. */
  readonly own: string | null;
  /** How it reads on pages, with the names of values where they will stand. */
  readonly shown: string;
}

export interface WordSearch {
  /** Text in the key, the original, or the own wording; all words when empty. */
  readonly q?: string;
  /** Only words the company has changed. */
  readonly own?: boolean;
}

/** Words that stand only on the command line or in what the program tells machines. */
const unseen = /^(cli|app|db)\.|^error\.(cli|app|db|settings|jobs|demo)\./;

/** Every word somebody can see, in the order of the files; nouns are on a list of their own. */
export const seenKeys = (words: Words): readonly string[] =>
  words.keysUnder("").filter((key) => !unseen.test(key) && !isNoun(words, key));

/** The nouns that sentences are made with: `deals`, `contacts`, … */
export const nouns = (words: Words): readonly string[] =>
  words.keysUnder("").flatMap((key) => (key.endsWith(".gender") && isNoun(words, key) ? [key.slice(0, -7)] : []));

/** The words of one language that a search finds. */
export function wordLines(
  words: Words,
  rows: readonly OwnWordRow[],
  language: Language,
  search: WordSearch,
): WordLine[] {
  const own = new Map(rows.filter((row) => row.language === language).map((row) => [row.key, row.message]));
  const wanted = fold(search.q ?? "").trim();
  return [...seenKeys(words), ...nounKeys(words)]
    .filter((key) => !search.own || own.has(key))
    .map((key) => lineOf(words, language, key, own.get(key) ?? null))
    .filter(
      (line) =>
        wanted === "" ||
        [line.key, line.original, line.own ?? "", line.shown].some((text) => fold(text).includes(wanted)),
    );
}

/** The same word in several languages. */
export const wordIn = (words: Words, key: string, spoken: readonly Language[]): WordLine[] =>
  spoken.map((language) => lineOf(words, language, key, null));

/** Keys of short sentences that are made with a noun and need no values, to show how a name reads. */
export function sentencesWith(words: Words, noun: string): readonly string[] {
  const said = new RegExp(`\\{${noun.replaceAll("-", "_")}_(one|many|gender)\\b`, "i");
  return seenKeys(words).filter((key) => {
    const message = words.original("en", key) ?? "";
    const rest = message.replaceAll(/\{\w+_(one|many)\}/g, "");
    return said.test(message) && message.length < 60 && rest.trim() !== "" && !rest.includes("{");
  });
}

/** The three words a noun is, as keys. */
export const formsOf = (noun: string): readonly string[] => ["one", "many", "gender"].map((form) => `${noun}.${form}`);

const nounKeys = (words: Words): string[] => nouns(words).flatMap(formsOf);

function lineOf(words: Words, language: Language, key: string, own: string | null): WordLine {
  const original = words.original(language, key) ?? words.original("en", key) ?? key;
  return { key, language, original, own, shown: words.preview(language, key) };
}
