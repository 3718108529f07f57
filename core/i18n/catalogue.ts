// Where the words stand: `locales/<language>.json` in every folder of core, and one such folder in each plugin.
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Language, languages } from "./languages.ts";

/** Key → ICU message, per language. */
export type Catalogue = Readonly<Record<Language, ReadonlyMap<string, string>>>;

/** Reads the words of the product itself. A key written twice is a mistake and says where. */
export const readCatalogue = (root: string): Catalogue => readBelow(root, "core/**/locales");

/** Reads the words of the plugin in this folder. */
export const readPluginCatalogue = (folder: string): Catalogue => readBelow(folder, "locales");

function readBelow(folder: string, locales: string): Catalogue {
  const files = globSync(`${locales}/*.json`, { cwd: folder }).sort();
  return forEach((language) => {
    const own = files.filter((file) => basename(file) === `${language}.json`);
    return readLanguage(own.map((file) => join(folder, file)));
  });
}

/** Both together. No key may stand in both. */
export const joined = (one: Catalogue, other: Catalogue): Catalogue =>
  forEach((language) => {
    for (const key of other[language].keys())
      if (one[language].has(key)) throw new Error(`The word "${key}" is already taken`);
    return new Map([...one[language], ...other[language]]);
  });

function forEach(make: (language: Language) => ReadonlyMap<string, string>): Catalogue {
  return Object.fromEntries(languages.map((language) => [language, make(language)])) as unknown as Catalogue;
}

function readLanguage(files: readonly string[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const file of files) {
    for (const [key, message] of Object.entries(readWords(file))) {
      if (words.has(key)) throw new Error(`The word "${key}" of ${file} is already taken`);
      words.set(key, message);
    }
  }
  return words;
}

/** The keys and messages of one file. */
function readWords(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  } catch (cause) {
    throw new Error(`Cannot read the words in ${file}`, { cause });
  }
}
