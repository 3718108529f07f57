// A way to the database that is lent to somebody: they hand it on to the core, which goes by the one behind it, and what they say on
// it themselves is judged first.
import type { Database, Queryable, Transaction } from "./database.ts";
import type { Reader } from "./reader.ts";

/** Throws when the statement must not be made. */
export type Judge = (text: string) => void | Promise<void>;

class Lent<Q extends Queryable> implements Queryable {
  readonly #behind: Q;
  readonly #judge: Judge;

  constructor(behind: Q, judge: Judge) {
    this.#behind = behind;
    this.#judge = judge;
  }

  /** The way behind a lent one; any other is what it is. */
  static behind<W extends Queryable | undefined>(way: W): W {
    return typeof way === "object" && #behind in way ? (way.#behind as unknown as W) : way;
  }

  get knex(): never {
    throw new Error("Nothing is built on this way to the database: say it as a statement, with query.");
  }

  readonly query: Queryable["query"] = async (statement) => {
    await this.#judge(statement.text);
    return await this.#behind.query(statement);
  };
}

class LentTransaction extends Lent<Transaction> implements Transaction {
  readonly afterCommit: Transaction["afterCommit"];

  constructor(real: Transaction, judge: Judge) {
    super(real, judge);
    this.afterCommit = (work) => real.afterCommit(work);
  }
}

class LentDatabase extends Lent<Database> implements Database {
  readonly transaction: Database["transaction"];

  constructor(real: Database, judge: Judge, lender: Lender) {
    super(real, judge);
    this.transaction = async (work) => await real.transaction(async (trx) => await work(lender.lendTransaction(trx)));
  }

  async close(): Promise<void> {
    throw new Error("Whoever opened the database closes it.");
  }
}

export const { behind } = Lent;

const keys = new WeakMap<Queryable, object>();

/** The same for a transaction, however it is handed on: what somebody remembers it by. */
export function keyOf(way: Queryable): object {
  const real = behind(way);
  const key = keys.get(real) ?? {};
  keys.set(real, key);
  return key;
}

/** Lends to one holder, whose words are judged. */
export class Lender {
  readonly #judge: Judge;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  lend(way: Queryable): Queryable {
    return new Lent(behind(way), this.#judge);
  }

  lendTransaction(trx: Transaction): Transaction {
    return new LentTransaction(behind(trx), this.#judge);
  }

  lendDatabase(db: Database): Database {
    return new LentDatabase(db, this.#judge, this);
  }

  lendReader(reader: Reader): Reader {
    return {
      query: async (statement) => {
        await this.#judge(statement.text);
        return await reader.query(statement);
      },
      database: async () => this.lendDatabase(await reader.database()),
    };
  }
}
