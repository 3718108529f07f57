// What a company may write in place of a word of the product: a message that compiles, takes the same values, and has
// nothing in it that would break a page or hide from the eye.
import type { Problem } from "../kernel/errors.ts";
import type { Language } from "./languages.ts";
import { genders, nounKey } from "./nouns.ts";
import { ARGUMENT, type Argument, argumentsOf, compiled } from "./pieces.ts";
import type { Words } from "./words.ts";

const LONGEST = 1_000;
const LONGEST_NOUN = 60;

/** A word of one language, and the wording asked for. */
export interface OwnWord {
  readonly language: Language;
  readonly key: string;
  readonly message: string;
}

/** The first thing that is wrong with it; undefined when it can be used. */
export function problemOf(words: Words, own: OwnWord): Problem | undefined {
  const original = words.original(own.language, own.key) ?? words.original("en", own.key);
  if (original === undefined) return wrong("words.unknown", { key: own.key.slice(0, 80) });
  return badLetters(own) ?? (isNoun(words, own.key) ? badNoun(own) : badMessage(words, own, original));
}

const wrong = (code: string, values: Problem["values"] = {}): Problem => ({
  pointer: "",
  code: code.replace(/^.*\./, ""),
  message: `problem.${code}`,
  values,
});

/** Nouns are words that sentences refer to: those of which the gender is known. */
export const isNoun = (words: Words, key: string): boolean =>
  /\.(one|many|gender)$/.test(key) && words.has(`${key.slice(0, key.lastIndexOf("."))}.gender`);

/** Control signs, signs that turn the direction of writing, and halves of letters. */
const invisible = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

function badLetters(own: OwnWord): Problem | undefined {
  const { message } = own;
  if (message.trim() === "") return wrong("words.blank");
  if (message.length > LONGEST) return wrong("too_long", { maximum: LONGEST });
  if (invisible.test(message) || !message.isWellFormed()) return wrong("words.invisible");
  return /<\/?[a-z!]/i.test(message) ? wrong("words.markup") : undefined;
}

function badNoun(own: OwnWord): Problem | undefined {
  const { key, language, message } = own;
  if (key.endsWith(".gender"))
    return genders[language].includes(message)
      ? undefined
      : wrong("words.no_such_gender", { list: genders[language].join(", ") });
  if (message.length > LONGEST_NOUN) return wrong("too_long", { maximum: LONGEST_NOUN });
  return /[{}#|<>]/.test(message) ? wrong("words.plain_noun") : undefined;
}

function badMessage(words: Words, own: OwnWord, original: string): Problem | undefined {
  const used = argumentsIn(own.message, own.language);
  if (!used) return wrong("words.malformed");
  const asked = argumentsIn(original, own.language) ?? [];
  const strange = used.find((one) => !isKnown(one, asked) && !(isReference(words, one) && !isMistyped(one)));
  if (strange) return wrong("words.strange_value", { name: strange.name.slice(0, 60) });
  const missing = asked.find((one) => !isReference(words, one) && !used.some(({ name }) => name === one.name));
  return missing && wrong("words.missing_value", { name: missing.name });
}

function argumentsIn(message: string, language: Language): Argument[] | undefined {
  try {
    return argumentsOf(compiled(message, language).getAst());
  } catch {
    return undefined;
  }
}

/** Every value may be written out as it is; as a number, a choice or a day only where the product does so too. */
const isKnown = ({ name, type }: Argument, asked: readonly Argument[]): boolean =>
  asked.some((one) => one.name === name && (type === ARGUMENT || type === one.type));

function isReference(words: Words, { name }: Argument): boolean {
  const key = nounKey(name);
  return key !== undefined && isNoun(words, key);
}

// A gender is chosen by, a form is written out.
const isMistyped = ({ name, type }: Argument): boolean => name.endsWith("_gender") === (type === ARGUMENT);
