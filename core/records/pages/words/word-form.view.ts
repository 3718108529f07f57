// Renaming one word or one name, in all languages at once, with what comes of it beside the boxes.
import { type Language, languageNames, languages } from "../../../i18n/languages.ts";
import { genders } from "../../../i18n/nouns.ts";
import { problemOf } from "../../../i18n/own-word.ts";
import type { Words } from "../../../i18n/words.ts";
import type { PageView } from "../../../web/page-view.ts";
import { sentencesWith, wordIn } from "../../words/word-list.ts";
import type { WordChange } from "../../words/own-words.ts";
import type { OwnWordRow } from "../../words/read-words.ts";
import { crumbs, type WordReader } from "./words.view.ts";

const SENTENCES = 3;

/** What is typed, by language and key; what is blank goes back to the product's word. */
export type TypedWords = ReadonlyMap<Language, ReadonlyMap<string, string>>;

/** The boxes as they stand before anybody types: the company's own words. */
export const typedFrom = (rows: readonly OwnWordRow[], keys: readonly string[]): TypedWords =>
  new Map(
    languages.map((language) => [
      language,
      new Map(
        keys.map((key) => [key, rows.find((row) => row.language === language && row.key === key)?.message ?? ""]),
      ),
    ]),
  );

/** What has to be written so that the words are as typed. A box that says what the product says is no word of one's own. */
export const changesFrom = (words: Words, typed: TypedWords): WordChange[] =>
  [...typed].flatMap(([language, texts]) =>
    [...texts].map(([key, text]) => {
      const said = text.trim();
      return { language, key, message: said === "" || said === words.original(language, key) ? null : said };
    }),
  );

/** One's own language first. */
const inOrder = ({ language }: WordReader): readonly Language[] => [
  language,
  ...languages.filter((other) => other !== language),
];

/** The form of one word. */
export function wordView(words: Words, typed: TypedWords, key: string, reader: WordReader): PageView {
  const trial = triedWith(words, typed);
  const view = {
    title: reader.say("words.word.title", { word: words.preview(reader.language, key) }),
    where: reader.say("words.title"),
    breadcrumb: crumbs(reader.say),
    key,
    form: key.replace(/^.*\./, ""),
    rows: wordIn(words, key, inOrder(reader)).map(({ language, original }) => {
      const text = typed.get(language)?.get(key) ?? "";
      return {
        language,
        name: languageNames[language],
        original,
        text,
        shown: trial.preview(language, key),
        problem: problemIn(words, { language, key, text }, reader),
      };
    }),
  };
  return view;
}

/** The form of a name, with sentences that are made with it. */
export function nameView(words: Words, typed: TypedWords, noun: string, reader: WordReader): PageView {
  const trial = triedWith(words, typed);
  const view = {
    title: reader.say("words.name.title", { name: words.t(reader.language, `${noun}.many`) }),
    where: reader.say("words.title"),
    breadcrumb: crumbs(reader.say),
    noun,
    rows: inOrder(reader).map((language) =>
      nameRow(words, trial, { language, noun, texts: typed.get(language) }, reader),
    ),
  };
  return view;
}

interface NameAt {
  readonly language: Language;
  readonly noun: string;
  readonly texts: ReadonlyMap<string, string> | undefined;
}

function nameRow(words: Words, trial: Words, { language, noun, texts }: NameAt, reader: WordReader) {
  const text = (form: string): string => texts?.get(`${noun}.${form}`) ?? "";
  const original = (form: string): string => words.original(language, `${noun}.${form}`) ?? "";
  const problems = ["one", "many", "gender"].flatMap(
    (form) => problemIn(words, { language, key: `${noun}.${form}`, text: text(form) }, reader) ?? [],
  );
  return {
    language,
    name: languageNames[language],
    one: text("one"),
    many: text("many"),
    originalOne: original("one"),
    originalMany: original("many"),
    genders:
      genders[language].length > 1 ? genderChoices(language, text("gender") || original("gender"), reader) : null,
    sentences: sentencesWith(words, noun)
      .slice(0, SENTENCES)
      .map((key) => trial.preview(language, key)),
    problem: problems[0] ?? null,
  };
}

// In German "der", "die", "das": the article says it best, in the language itself.
const genderChoices = (language: Language, chosen: string, reader: WordReader) =>
  genders[language].map((id) => ({ id, label: reader.say(`words.article.${language}.${id}`), chosen: id === chosen }));

const problemIn = (
  words: Words,
  { language, key, text }: { language: Language; key: string; text: string },
  reader: WordReader,
) => {
  const problem = text.trim() === "" ? undefined : problemOf(words, { language, key, message: text.trim() });
  return problem ? reader.say(problem.message, problem.values) : null;
};

/** The words as they would be; what cannot be used is left out. */
function triedWith(words: Words, typed: TypedWords): Words {
  const changes = changesFrom(words, typed);
  const fine = changes
    .map(({ message, ...word }) => ({
      ...word,
      message: message ?? words.original(word.language, word.key) ?? "",
    }))
    .filter((own) => problemOf(words, own) === undefined);
  const byLanguage = Map.groupBy(fine, ({ language }) => language);
  return words.tried(
    Object.fromEntries(
      [...byLanguage].map(([language, own]) => [
        language,
        Object.fromEntries(own.map((one) => [one.key, one.message])),
      ]),
    ),
  );
}
