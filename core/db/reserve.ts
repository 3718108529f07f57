// One connection that a crowd of requests cannot take away, for what everybody needs first: signing in, and being known.
import type { Database } from "./database.ts";

interface Pool {
  readonly max: number;
  numUsed(): number;
  numPendingAcquires(): number;
}

/** Works on `main` while it has a connection free, and on `reserve`, a small pool of its own, when one would have to wait. */
export function withReserve(main: Database, reserve: Database): Database {
  const pool = main.knex.client.pool as Pool;
  const isTaken = (): boolean => pool.numUsed() + pool.numPendingAcquires() >= pool.max;
  const now = (): Database => (isTaken() ? reserve : main);
  return {
    knex: main.knex,
    query: (statement) => now().query(statement),
    transaction: (work) => now().transaction(work),
    close: () => reserve.close(),
  };
}
