import { IntlMessageFormat } from "intl-messageformat";
import { type Catalogue, readCatalogue } from "../i18n/catalogue.ts";
import { type Language, languages } from "../i18n/languages.ts";
import { productRoot } from "../settings/schema.ts";
import type { Command } from "./command.ts";

interface Fault {
  readonly language: Language;
  readonly key: string;
  readonly fault: "missing" | "unknown" | "broken";
}

const check: Command = {
  name: "i18n check",
  async run(call) {
    const catalogue = readCatalogue(productRoot);
    const faults = languages.flatMap((language) => faultsOf(language, catalogue));
    const rows = faults.map(({ language, key, fault }) => [language, key, call.t(`cli.word.${fault}`)]);
    const good = call.t("cli.words_ok", { count: catalogue.en.size, languages: languages.length });
    const text = faults.length === 0 ? good : call.table(["language", "word", "fault"], rows);
    return { data: { words: catalogue.en.size, faults }, text, problems: faults.length > 0 };
  },
};

/** What a language lacks, has too much, or has written wrongly; English is the measure. */
export function faultsOf(language: Language, catalogue: Catalogue): Fault[] {
  const [own, english] = [catalogue[language], catalogue.en];
  const missing = [...english.keys()].filter((key) => !own.has(key));
  const unknown = [...own.keys()].filter((key) => !english.has(key));
  const broken = [...own].filter(([, message]) => !compiles(message, language)).map(([key]) => key);
  const all = { missing, unknown, broken } as const;
  return Object.entries(all).flatMap(([fault, keys]) =>
    keys.map((key) => ({ language, key, fault: fault as Fault["fault"] })),
  );
}

function compiles(message: string, language: Language): boolean {
  try {
    return Boolean(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }));
  } catch {
    return false;
  }
}

export const wordCommands: readonly Command[] = [check];
