import { isLanguage } from "../../i18n/languages.ts";
import { problemOf } from "../../i18n/own-word.ts";
import type { Words } from "../../i18n/words.ts";
import type { Problem } from "../../kernel/errors.ts";
import type { OwnWords } from "../words/own-words.ts";
import { reader } from "./reader.ts";
import { type Change, type Create, itemProblem, type Section } from "./section.ts";

/** What the company calls things, as `de/deals.many`. What is no longer named goes back to the product's own word. */
export function wordSection(ownWords: OwnWords, words: Words): Section {
  return {
    name: "words",
    order: 5,
    read: async () =>
      new Map((await ownWords.list(reader)).map(({ language, key, message }) => [`${language}/${key}`, message])),
    check: (difference) => problemsOf(difference, words),
    async write(actor, { name, after }) {
      const [language, key] = partsOf(name);
      await ownWords.save(actor, language, { [key]: String(after) });
    },
    async remove(actor, { name }) {
      const [language, key] = partsOf(name);
      await ownWords.save(actor, language, { [key]: null });
    },
  };
}

const partsOf = (name: string): [language: string, key: string] => {
  const at = name.indexOf("/");
  return [name.slice(0, at), name.slice(at + 1)];
};

function problemsOf({ name, after }: Create | Change, words: Words): readonly Problem[] {
  const [language, key] = partsOf(name);
  if (!isLanguage(language)) return [itemProblem("", "configuration.bad_name", { name })];
  if (typeof after !== "string") return [itemProblem("", "not_a_text")];
  const problem = problemOf(words, { language, key, message: after });
  return problem ? [{ ...problem, pointer: "" }] : [];
}
