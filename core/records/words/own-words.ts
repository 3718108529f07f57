// The company's own words: what it calls things in place of what the product calls them, per language.
import type { Queryable, Transaction } from "../../db/database.ts";
import { isLanguage, type Language } from "../../i18n/languages.ts";
import { problemOf } from "../../i18n/own-word.ts";
import type { Words } from "../../i18n/words.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Invalid, NotAllowed, NotFound, type Problem } from "../../kernel/errors.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { problemAt } from "../store/validate.ts";
import { type OwnWordRow, readOwnWords } from "./read-words.ts";

/** By key; null goes back to the product's own word. */
export type WordChanges = Readonly<Record<string, string | null>>;

/** A word to be changed; null goes back to the product's own. */
export interface WordChange {
  readonly language: Language;
  readonly key: string;
  readonly message: string | null;
}

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

  /** Changes words of one language: all or none; Invalid names each that cannot be used. */
  async save(actor: Actor, language: string, changes: WordChanges): Promise<void> {
    if (!isLanguage(language)) throw new NotFound("words.unknown_language", { language: language.slice(0, 20) });
    const list = Object.entries(changes).map(([key, message]) => ({ language, key, message }));
    await this.saveAll(actor, list, ({ key }) => [key]);
  }

  /** The same for several languages at once; `placeOf` says where in what was sent a word stands. */
  async saveAll(actor: Actor, changes: readonly WordChange[], placeOf = standard): Promise<void> {
    allowed(actor);
    if (changes.length > MOST) throw new Invalid([problemAt("", "too_many", { maximum: MOST })], "words.invalid");
    const problems = changes.flatMap((change) => this.#problemsOf(change, placeOf(change)));
    if (problems.length > 0) throw new Invalid(problems, "words.invalid");
    await this.#definitions.change(actor, async (trx) => {
      for (const change of changes) await (change.message === null ? forget : remember)(trx, change, actor);
    });
  }

  /** Going back is always possible, also from a word that the product no longer has. */
  #problemsOf({ message, ...word }: WordChange, place: readonly string[]): Problem[] {
    const problem = message === null ? undefined : problemOf(this.#words, { ...word, message });
    return problem
      ? [{ ...problem, pointer: place.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("") }]
      : [];
  }
}

const standard = ({ language, key }: WordChange): readonly string[] => [language, key];

/** The right to say what things are called. */
export const CHANGE_WORDS = "words.change";

function allowed(actor: Actor): void {
  if (!may(actor, CHANGE_WORDS)) throw new NotAllowed("security.not_allowed", { permission: CHANGE_WORDS });
}

async function remember(trx: Transaction, { language, key, message }: WordChange, actor: Actor): Promise<void> {
  const text = `insert into own_words (language, key, message, changed_by) values ($1, $2, $3, $4)
    on conflict (language, key) do update set message = excluded.message, changed_by = excluded.changed_by, changed_at = now()`;
  await trx.query({ text, values: [language, key, message, actor.id] });
}

async function forget(trx: Transaction, { language, key }: WordChange): Promise<void> {
  await trx.query({ text: "delete from own_words where language = $1 and key = $2", values: [language, key] });
}
