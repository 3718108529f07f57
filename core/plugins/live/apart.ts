// Work within a transaction that is somebody else's: in a savepoint, so that what fails of it is taken back alone.
import type { Transaction } from "../../db/database.ts";

/** What went wrong; undefined when nothing did. Its statements take so many milliseconds each, and none comes after it has ended. */
export async function apart(
  trx: Transaction,
  limit: number,
  work: (own: Transaction) => Promise<void>,
): Promise<{ readonly error: unknown } | undefined> {
  const back = await begin(trx, limit);
  const { own, end } = lent(trx);
  try {
    await work(own);
  } catch (error) {
    end();
    await trx.query({ text: "rollback to savepoint guest; release savepoint guest" });
    return { error };
  }
  for (const then of end()) trx.afterCommit(then);
  await trx.query({ text: `set local statement_timeout = '${back}'; release savepoint guest` });
  return undefined;
}

/** Answers the time limit that holds outside. */
async function begin(trx: Transaction, limit: number): Promise<string> {
  await trx.query({ text: "savepoint guest" });
  const text = `select current_setting('statement_timeout') as was, set_config('statement_timeout', $1, true)`;
  const [row] = await trx.query<{ was: string }>({ text, values: [String(limit)] });
  return row?.was ?? "0";
}

interface Lent {
  readonly own: Transaction;
  /** Takes it back; answers what it wants to be done after the commit. */
  end(): readonly (() => void)[];
}

/** The transaction for as long as the work lasts: who goes on after the time limit does not get into what comes next. */
function lent(trx: Transaction): Lent {
  const after: (() => void)[] = [];
  let isOver = false;
  const query: Transaction["query"] = async (statement) => {
    if (isOver) throw new Error("The time for work along with this write is over.");
    return await trx.query(statement);
  };
  return {
    own: { knex: trx.knex, query, afterCommit: (then) => void after.push(then) },
    end: () => {
      isOver = true;
      return after;
    },
  };
}
