import { type Language, languages } from "../../i18n/languages.ts";
import type { Names } from "../../i18n/words.ts";
import { labelOf } from "../fields/types/choice.ts";
import type { OwnKind } from "./own-kind.ts";

/** What kinds of administrators are called, under the keys that every kind's names have. */
export const namesOf = (kinds: readonly OwnKind[]): ReadonlyMap<string, Names> =>
  new Map(
    kinds.flatMap(({ plural, one, many }) => [
      [`${plural}.one`, inEveryLanguage(one)] as const,
      [`${plural}.many`, inEveryLanguage(many)] as const,
    ]),
  );

const inEveryLanguage = (label: OwnKind["one"]): Names =>
  Object.fromEntries(languages.map((language) => [language, labelOf(label, language)])) as Record<Language, string>;
