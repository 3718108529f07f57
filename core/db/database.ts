// The one way to PostgreSQL: a knex for building and for transactions, and named statements for what runs often.
import type { Knex } from "knex";
import type { PoolClient, QueryResult, QueryResultRow } from "pg";

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

const again = new Set(["40001", "40P01"]);

export function databaseOver(knex: Knex, named: boolean): Database {
  return {
    knex,
    query: (statement) => onConnection(knex, named, statement),
    transaction: (work) => transaction(knex, named, work),
    close: () => knex.destroy(),
  };
}

async function transaction<T>(knex: Knex, named: boolean, work: (trx: Transaction) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const after: (() => void)[] = [];
    try {
      const result = await knex.transaction(async (trx) => {
        const query: Queryable["query"] = (statement) => onConnection(trx, named, statement);
        const value = await work({ knex: trx, query, afterCommit: (then) => void after.push(then) });
        // A swallowed SQL error would turn COMMIT into a silent ROLLBACK; this statement then fails aloud.
        await query({ text: "select 1" });
        return value;
      });
      for (const then of after) then();
      return result;
    } catch (error) {
      if (tries >= 3 || !again.has(sqlState(error))) throw error;
    }
  }
}

async function onConnection<R extends QueryResultRow>(knex: Knex, named: boolean, statement: Statement): Promise<R[]> {
  const client = (await knex.client.acquireConnection()) as PoolClient & { __knex__disposed?: unknown };
  try {
    const { name, values = [], ...rest } = statement;
    const wanted = name && named ? { ...rest, name } : rest;
    const answer: QueryResult<R> = await client.query({ ...wanted, values: values as unknown[] });
    return answer.rows;
  } catch (error) {
    if (isBroken(error)) client.__knex__disposed = error;
    throw error;
  } finally {
    await knex.client.releaseConnection(client);
  }
}

/** The SQLSTATE of a failure, or an empty string when it did not come from PostgreSQL. */
export function sqlState(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

// After a black hole on the way the driver gives up waiting, but the socket would go back to the pool and hang again.
function isBroken(error: unknown): boolean {
  return error instanceof Error && /Query read timeout|Connection terminated/.test(error.message);
}
