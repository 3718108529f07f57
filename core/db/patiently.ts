import { setTimeout as sleep } from "node:timers/promises";
import { Unavailable } from "../kernel/errors.ts";
import { type Database, sqlState, type Transaction } from "./database.ts";

const LOCK_NOT_AVAILABLE = "55P03";
const TRIES = 6;

/**
 * One transaction that sets a short `lock_timeout`: it gives up a table's lock at once when a long report holds it, so that readers
 * never queue behind it, and is tried again; Unavailable when that does not help.
 */
export async function patiently<T>(db: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      if (tries >= TRIES) throw new Unavailable("fields.table_busy", { seconds: 10 });
      await sleep(100 * 2 ** tries);
    }
  }
}
