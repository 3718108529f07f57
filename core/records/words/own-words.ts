// The company's own words: what it calls things in place of what the product calls them, per language.
import type { Queryable, Transaction } from "../../db/database.ts";
import { isLanguage, type Language } from "../../i18n/languages.ts";
import { problemOf } from "../../i18n/own-word.ts";
import type { Words } from "../../i18n/words.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Invalid, NotAllowed, NotFound } from "../../kernel/errors.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { problemAt } from "../store/validate.ts";
import { type OwnWordRow, readOwnWords } from "./read-words.ts";

/** By key; null goes back to the product's own word. */
export type WordChanges = Readonly<Record<string, string | null>>;

const MOST = 200;

export class OwnWords {
  readonly #db: Queryable;
  readonly #words: Words;
  readonly #definitions: Definitions;

  constructor(db: Queryable, words: Words, definitions: Definitions) {
    this.#db = db;
    this.#words = words;
    this.#definitions = definitions;
  }

  /** All that differs from the product, in every language. */
  async list(actor: Actor): Promise<OwnWordRow[]> {
    allowed(actor);
    return await readOwnWords(this.#db);
  }

  /** Writes all of the changes or none; Invalid names each word that cannot be used. */
  async save(actor: Actor, language: string, changes: WordChanges): Promise<void> {
    allowed(actor);
    if (!isLanguage(language)) throw new NotFound("words.unknown_language", { language: language.slice(0, 20) });
    const entries = Object.entries(changes).slice(0, MOST + 1);
    this.#check(language, entries);
    await this.#definitions.change(async (trx) => {
      for (const [key, message] of entries)
        await (message === null ? forget : remember)(trx, { language, key, actor, message });
    });
  }

  /** Going back is always possible, also from a word that the product no longer has. */
  #check(language: Language, entries: readonly (readonly [string, string | null])[]): void {
    if (entries.length > MOST) throw new Invalid([problemAt("", "too_many", { maximum: MOST })], "words.invalid");
    const problems = entries.flatMap(
      ([key, message]) => (message === null ? undefined : problemOf(this.#words, { language, key, message })) ?? [],
    );
    if (problems.length > 0) throw new Invalid(problems, "words.invalid");
  }
}

/** The right to say what things are called. */
export const CHANGE_WORDS = "words.change";

function allowed(actor: Actor): void {
  if (!may(actor, CHANGE_WORDS)) throw new NotAllowed("security.not_allowed", { permission: CHANGE_WORDS });
}

interface Change {
  readonly language: Language;
  readonly key: string;
  readonly actor: Actor;
  readonly message: string | null;
}

async function remember(trx: Transaction, { language, key, actor, message }: Change): Promise<void> {
  const text = `insert into own_words (language, key, message, changed_by) values ($1, $2, $3, $4)
    on conflict (language, key) do update set message = excluded.message, changed_by = excluded.changed_by, changed_at = now()`;
  await trx.query({ text, values: [language, key, message, actor.id] });
}

async function forget(trx: Transaction, { language, key }: Change): Promise<void> {
  await trx.query({ text: "delete from own_words where language = $1 and key = $2", values: [language, key] });
}
