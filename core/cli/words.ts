import { readCatalogue } from "../i18n/catalogue.ts";
import { faultsOf } from "../i18n/faults.ts";
import { languages } from "../i18n/languages.ts";
import { productRoot } from "../settings/schema.ts";
import type { Command } from "./command.ts";

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

export const wordCommands: readonly Command[] = [check];
