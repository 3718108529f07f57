import type { Words } from "../i18n/words.ts";

const prefix = "web.script.";

/** The few words the script says by itself, for an attribute of the page: `nothing` → "Nothing found." */
export function scriptWords(words: Words, language: string): Record<string, string> {
  const pairs = words.keysUnder(prefix).map((key) => [key.slice(prefix.length), words.t(language, key)]);
  return Object.fromEntries(pairs);
}
