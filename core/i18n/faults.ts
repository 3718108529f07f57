import type { Catalogue } from "./catalogue.ts";
import type { Language } from "./languages.ts";
import { nounKey } from "./nouns.ts";
import { argumentsOf, compiled } from "./pieces.ts";

export interface Fault {
  readonly language: Language;
  readonly key: string;
  readonly fault: "missing" | "unknown" | "broken" | "values";
}

/** What a language lacks, has too much, has written wrongly, or fills in differently; English is the measure. */
export function faultsOf(language: Language, catalogue: Catalogue): Fault[] {
  const [own, english] = [valuesIn(catalogue, language), valuesIn(catalogue, "en")];
  const keys = [...own.keys()];
  const all = {
    missing: [...english.keys()].filter((key) => !own.has(key)),
    unknown: keys.filter((key) => !english.has(key)),
    broken: keys.filter((key) => own.get(key) === null),
    values: keys.filter((key) => differ(own.get(key), english.get(key))),
  };
  return Object.entries(all).flatMap(([fault, found]) =>
    found.map((key) => ({ language, key, fault: fault as Fault["fault"] })),
  );
}

const differ = (own: string | null | undefined, english: string | null | undefined): boolean =>
  typeof own === "string" && typeof english === "string" && own !== english;

/** Key → the names of the values its message takes, without nouns, which come by themselves; null where it is no message. */
const valuesIn = (catalogue: Catalogue, language: Language): ReadonlyMap<string, string | null> =>
  new Map([...catalogue[language]].map(([key, message]) => [key, valuesOf(message, language)]));

function valuesOf(message: string, language: Language): string | null {
  try {
    const names = argumentsOf(compiled(message, language).getAst()).map(({ name }) => name);
    return [...new Set(names.filter((name) => !nounKey(name)))].sort().join(",");
  } catch {
    return null;
  }
}
