import { IntlMessageFormat } from "intl-messageformat";
import { type Catalogue, readCatalogue } from "./catalogue.ts";
import { isLanguage, type Language } from "./languages.ts";

export type WordValues = Readonly<Record<string, unknown>>;

/** A company's own wording: key → ICU message, per language. */
export type Overrides = Readonly<Partial<Record<Language, Readonly<Record<string, string>>>>>;

/** All visible words. A message is compiled when it is first needed and kept. */
export class Words {
  readonly #catalogue: Catalogue;
  readonly #compiled = new Map<string, IntlMessageFormat>();
  readonly #groups = new Map<string, readonly string[]>();
  #overrides: Overrides = {};

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Replaces the company's own wording; takes effect with the next word. */
  override(overrides: Overrides): void {
    this.#overrides = overrides;
    this.#compiled.clear();
  }

  has(key: string): boolean {
    return this.#catalogue.en.has(key);
  }

  /** Every key that starts so. */
  keysUnder(prefix: string): readonly string[] {
    const known = this.#groups.get(prefix) ?? [...this.#catalogue.en.keys()].filter((key) => key.startsWith(prefix));
    this.#groups.set(prefix, known);
    return known;
  }

  /** The word in this language; English where it is missing, the key itself where nobody wrote it. */
  t(language: string, key: string, values: WordValues = {}): string {
    const spoken = isLanguage(language) ? language : "en";
    const message = this.#message(spoken, key);
    return message ? (message.format(values as Record<string, string>) as string) : key;
  }

  #message(language: Language, key: string): IntlMessageFormat | undefined {
    const id = `${language} ${key}`;
    const known = this.#compiled.get(id);
    if (known) return known;
    const [text, spoken] = this.#text(language, key);
    if (text === undefined) return undefined;
    const compiled = new IntlMessageFormat(text, spoken, undefined, { ignoreTag: true });
    this.#compiled.set(id, compiled);
    return compiled;
  }

  #text(language: Language, key: string): [string | undefined, Language] {
    const own = this.#overrides[language]?.[key] ?? this.#catalogue[language].get(key);
    return own === undefined ? [this.#catalogue.en.get(key), "en"] : [own, language];
  }
}

/** The words of the product and of the plugins beside it. */
export const loadWords = (root: string): Words => new Words(readCatalogue(root));
