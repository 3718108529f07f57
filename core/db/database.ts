// The one way to PostgreSQL: a knex for building and for transactions, and named statements for what runs often.
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import type { PoolClient, QueryResult, QueryResultRow } from "pg";
import { Unavailable } from "../kernel/errors.ts";
import { isMoved, moved, nameFailure, sqlState } from "./failures.ts";

export interface Statement {
  /** SQL with `$1` placeholders. */
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Given: prepared once per connection under this name. The text must be the same for one name. */
  readonly name?: string;
  readonly rowMode?: "array";
}

/** Something statements run on: the pool, or one transaction. */
export interface Queryable {
  /** Knex bound to the pool or to the transaction; for building what is not hot. */
  readonly knex: Knex;
  query<R extends QueryResultRow = QueryResultRow>(statement: Statement): Promise<R[]>;
}

export interface Transaction extends Queryable {
  /** Runs once the commit is on disk; never when it failed. */
  afterCommit(work: () => void): void;
}

export interface Database extends Queryable {
  /**
   * One transaction: commits when `work` resolves, rolls back when it rejects, and is tried again as a whole
   * (3 times at most) on a deadlock or serialization failure, so `work` must have no effects outside of it.
   */
  transaction<T>(work: (trx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export { isMoved, sqlState } from "./failures.ts";

/** Milliseconds in which every process has looked at the newest definitions. */
const UNTIL_READ = 1_200;
/** Two transactions that wait for each other, or wrote what the other had read. */
const knots = new Set(["40001", "40P01"]);
const again = new Set([...knots, ...moved]);

export interface Options {
  /** Prepare named statements. */
  readonly named: boolean;
  /** How many may wait for a connection; further ones are refused at once. */
  readonly queue: number;
}

interface Pool {
  readonly max: number;
  numUsed(): number;
  numPendingAcquires(): number;
}

export function databaseOver(knex: Knex, { named, queue }: Options): Database {
  const pool = knex.client.pool as Pool;
  const enter = (): void => {
    // Those for whom a connection is free, or being made, do not wait.
    if (pool.numPendingAcquires() - (pool.max - pool.numUsed()) >= queue)
      throw new Unavailable("db.busy", { seconds: 1 });
  };
  return {
    knex,
    query: async (statement) => {
      enter();
      return await onConnection(knex, named, statement);
    },
    transaction: async (work) => {
      enter();
      return await transaction(knex, named, work);
    },
    close: () => knex.destroy(),
  };
}

async function transaction<T>(knex: Knex, named: boolean, work: (trx: Transaction) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const after: (() => void)[] = [];
    const own = new Set<unknown>();
    try {
      const result = await knex.transaction(async (trx) => {
        const query: Queryable["query"] = (statement) => onConnection(trx, named, statement);
        const doing = work({ knex: trx, query, afterCommit: (then) => void after.push(then) });
        const value = await doing.catch((error: unknown) => {
          own.add(error);
          throw error;
        });
        // A swallowed SQL error would turn COMMIT into a silent ROLLBACK; this statement then fails aloud.
        await query({ text: "select 1" });
        return value;
      });
      for (const then of after) then();
      return result;
    } catch (error) {
      const failure = tries >= 3 || !again.has(sqlState(error)) ? lastOf(error, own) : undefined;
      if (failure) throw failure;
      // Two that stood in each other's way would meet again if both began at once.
      await sleep(isMoved(error) ? UNTIL_READ : randomInt(20, 200) * tries);
    }
  }
}

/** What is thrown when it is not tried again. What the work itself threw may come from elsewhere than the database. */
function lastOf(error: unknown, own: ReadonlySet<unknown>): Error {
  if (knots.has(sqlState(error))) return new Unavailable("db.busy", { seconds: 1 }, { cause: error });
  return (own.has(error) ? error : nameFailure(error)) as Error;
}

async function onConnection<R extends QueryResultRow>(knex: Knex, named: boolean, statement: Statement): Promise<R[]> {
  let client: PoolClient | undefined;
  try {
    client = (await knex.client.acquireConnection()) as PoolClient;
    const { name, values = [], ...rest } = statement;
    const wanted = name && named ? { ...rest, name } : rest;
    const answer: QueryResult<R> = await client.query({ ...wanted, values: values as unknown[] });
    return answer.rows;
  } catch (error) {
    throw nameFailure(error);
  } finally {
    if (client) await knex.client.releaseConnection(client);
  }
}
