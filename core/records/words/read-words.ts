// What the company has written in place of words of the product, as the process uses it.
import type { Queryable } from "../../db/database.ts";
import { isLanguage, type Language } from "../../i18n/languages.ts";
import { problemOf } from "../../i18n/own-word.ts";
import type { Overrides, Words } from "../../i18n/words.ts";

/** One word of one language, as the company writes it. */
export interface OwnWordRow {
  readonly language: Language;
  readonly key: string;
  readonly message: string;
}

/** Every word the company has written itself. */
export async function readOwnWords(db: Queryable): Promise<OwnWordRow[]> {
  const text = "select language, key, message from own_words order by language, key";
  return await db.query<OwnWordRow & object>({ text });
}

/** The words that can be used: what an update of the product has outgrown stays stored, and is left out. */
export function usable(words: Words, rows: readonly OwnWordRow[]): Overrides {
  const fine = rows.filter((row) => isLanguage(row.language) && problemOf(words, row) === undefined);
  const byLanguage = Map.groupBy(fine, ({ language }) => language);
  return Object.fromEntries(
    [...byLanguage].map(([language, own]) => [language, Object.fromEntries(own.map((one) => [one.key, one.message]))]),
  );
}
