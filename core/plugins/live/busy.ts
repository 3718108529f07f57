import type { Queryable } from "../../db/database.ts";

/** Milliseconds: a hundred times what the question below takes in a house that is not overworked. */
const LONG = 50;

/** True while the house itself is slow: connections, processor or database keep everybody waiting, whatever a plugin does. */
export async function isBusy(db: Queryable): Promise<boolean> {
  const began = performance.now();
  await db.query({ text: "select 1" });
  return performance.now() - began > LONG;
}
