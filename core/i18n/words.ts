import type { IntlMessageFormat } from "intl-messageformat";
import { type Catalogue, joined, readCatalogue } from "./catalogue.ts";
import { isLanguage, languages, type Language } from "./languages.ts";
import { withNouns } from "./nouns.ts";
import { argumentsOf, compiled, plainText, LITERAL, NUMBER, PLURAL, SELECT } from "./pieces.ts";

export type WordValues = Readonly<Record<string, unknown>>;

/** A company's own wording: key → ICU message, per language. */
export type Overrides = Readonly<Partial<Record<Language, Readonly<Record<string, string>>>>>;

/** What somebody called a thing of theirs, in every language: plain text, whatever signs it has. */
export type Names = Readonly<Record<Language, string>>;

/** All visible words. A message is compiled when it is first needed and kept. */
export class Words {
  /** The product's words first, then those of each plugin that is on. */
  readonly #parts: Set<Catalogue>;
  #catalogue: Catalogue;
  readonly #compiled = new Map<string, IntlMessageFormat>();
  /** Messages that say the same whatever the values are, which most do. */
  readonly #fixed = new Map<string, string>();
  readonly #groups = new Map<string, readonly string[]>();
  #overrides: Overrides = {};
  #names: ReadonlyMap<string, Names> = new Map();

  constructor(catalogue: Catalogue) {
    this.#parts = new Set([catalogue]);
    this.#catalogue = catalogue;
  }

  /** Adds the words of a plugin, from the next word on; answers how to take them out. A key that is taken adds nothing and throws. */
  add(catalogue: Catalogue): () => void {
    this.#catalogue = joined(this.#catalogue, catalogue);
    this.#parts.add(catalogue);
    this.#forget();
    return () => {
      this.#parts.delete(catalogue);
      this.#catalogue = [...this.#parts].reduce(joined);
      this.#forget();
    };
  }

  /** Replaces the company's own wording; takes effect with the next word. */
  override(overrides: Overrides): void {
    this.#overrides = overrides;
    this.#forget();
  }

  /** Replaces the names of what this installation made up itself; they never stand in for a word of the product. */
  name(names: ReadonlyMap<string, Names>): void {
    this.#names = names;
  }

  /** The same words with some said differently, to see how that would read. */
  tried(overrides: Overrides): Words {
    const trial = new Words(this.#catalogue);
    const both = languages.map((language) => [language, { ...this.#overrides[language], ...overrides[language] }]);
    trial.override(Object.fromEntries(both));
    trial.name(this.#names);
    return trial;
  }

  has(key: string): boolean {
    return this.#catalogue.en.has(key) || this.#names.has(key);
  }

  /** Every key that starts so. */
  keysUnder(prefix: string): readonly string[] {
    const known = this.#groups.get(prefix) ?? [...this.#catalogue.en.keys()].filter((key) => key.startsWith(prefix));
    this.#groups.set(prefix, known);
    return known;
  }

  /** The message of the product as it is written, with its arguments; undefined for an unknown key. */
  original(language: Language, key: string): string | undefined {
    return this.#catalogue[language].get(key);
  }

  /** The word in this language; English where it is missing, the key itself where nobody wrote it. */
  t(language: string, key: string, values: WordValues = {}): string {
    const spoken = isLanguage(language) ? language : "en";
    const id = `${spoken} ${key}`;
    const fixed = this.#fixed.get(id);
    if (fixed !== undefined) return fixed;
    const message = this.#message(spoken, key);
    if (!message) return this.#names.get(key)?.[spoken] ?? key;
    const pieces = message.getAst();
    const text = plainText(pieces, values) ?? (message.format(values as Record<string, string>) as string);
    if (pieces.every(({ type }) => type === LITERAL)) this.#fixed.set(id, text);
    return text;
  }

  /** The word with the names of its values in their places, such as "Move ‹deal›", and 3 where something is counted. */
  preview(language: Language, key: string): string {
    const message = this.#message(language, key);
    return message ? (message.format(samples(message)) as string) : key;
  }

  /** Any message as it reads here: with the company's nouns, but not yet the values. */
  compile(language: Language, text: string): IntlMessageFormat {
    const pieces = compiled(text, language).getAst();
    return compiled(
      withNouns(pieces, language, (key) => this.#noun(language, key)),
      language,
    );
  }

  #forget(): void {
    for (const made of [this.#compiled, this.#fixed, this.#groups]) made.clear();
  }

  #message(language: Language, key: string): IntlMessageFormat | undefined {
    const id = `${language} ${key}`;
    const known = this.#compiled.get(id);
    if (known) return known;
    const [text, spoken] = this.#text(language, key);
    if (text === undefined) return undefined;
    const message = this.compile(spoken, text);
    this.#compiled.set(id, message);
    return message;
  }

  #text(language: Language, key: string): [string | undefined, Language] {
    const own = this.#overrides[language]?.[key] ?? this.#catalogue[language].get(key);
    return own === undefined ? [this.#catalogue.en.get(key), "en"] : [own, language];
  }

  // A noun is plain text, so this ends: it refers to no other.
  #noun(language: Language, key: string): string | undefined {
    if (!this.has(`${key.slice(0, key.lastIndexOf("."))}.gender`)) return undefined;
    return this.#text(language, key)[0];
  }
}

function samples(message: IntlMessageFormat): Record<string, string | number> {
  const pairs = argumentsOf(message.getAst()).map(({ name, type }) => {
    const counted = type === PLURAL || type === NUMBER;
    return [name, counted ? 3 : type === SELECT ? "other" : `‹${name}›`];
  });
  return Object.fromEntries(pairs) as Record<string, string | number>;
}

/** The words of the product. */
export const loadWords = (root: string): Words => new Words(readCatalogue(root));
