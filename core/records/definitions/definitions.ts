// Kinds, fields and rules that are defined while the system runs. Every change of one is a single operation: table and
// definition in one transaction, one at a time; this process uses it at once, every other within the second in which it
// looks at the version.
import type { Database, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { patiently } from "../../db/patiently.ts";
import type { Words } from "../../i18n/words.ts";
import type { Kinds } from "../kinds.ts";
import { usable } from "../words/read-words.ts";
import { definedVersion, readDefined } from "./defined.ts";

// A short patience, and for whom the tables of definitions write their own history.
const begun = `select set_config('lock_timeout', '1s', true), set_config('trellis.actor', $1, true),
  set_config('trellis.source', $2, true)`;

export class Definitions {
  readonly #db: Database;
  readonly #kinds: Kinds;
  readonly #listeners: (() => void)[] = [];
  readonly #words: Words;

  constructor(db: Database, kinds: Kinds, words: Words) {
    this.#db = db;
    this.#kinds = kinds;
    this.#words = words;
  }

  /** Calls `listener` after each change that this process made, so that work which follows from it can begin. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Reads the definitions if they are newer than those in use; true when they were. */
  async refresh(): Promise<boolean> {
    const version = await definedVersion(this.#db);
    if (version === this.#kinds.version) return false;
    const defined = await readDefined(this.#db, version);
    // Somebody who looked later may have been quicker.
    if (defined.version <= this.#kinds.version) return false;
    this.#words.override(usable(this.#words, defined.words));
    this.#kinds.use(defined);
    return true;
  }

  /**
   * Runs `work` as the only change of definitions, and uses its outcome; whatever it defines is written down as this
   * actor's (table `definition_changes`). Gives up a table's lock at once when a long
   * report holds it, so that readers never queue behind it, and tries again; Unavailable when that does not help.
   */
  async change<T>(actor: Actor, work: (trx: Transaction) => Promise<T>): Promise<T> {
    const done = await patiently(this.#db, async (trx) => {
      await trx.query({ text: begun, values: [actor.id, actor.source] });
      await trx.query({ text: "update definition_versions set version = version + 1 where name = 'fields'" });
      return await work(trx);
    });
    await this.refresh();
    for (const listener of this.#listeners) listener();
    return done;
  }
}
