// One person takes out one list at a time, over all processes.
import { sqlState, type Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { TooMany } from "../../kernel/errors.ts";

const place = (actor: Actor): string => `export ${actor.id}`;

/** A list that is nearly through is waited for; while another one still leaves, this one is not begun. */
export async function afterTheOther(trx: Transaction, actor: Actor): Promise<void> {
  if (actor.kind === "system") return;
  await trx.query({ text: "set local lock_timeout = '1s'" });
  const text = "select pg_advisory_xact_lock(hashtextextended($1, 11))";
  await trx.query({ text, values: [place(actor)] }).catch((error: unknown) => {
    throw sqlState(error) === LOCKED ? new TooMany("exports.one_at_a_time", { seconds: 30 }) : error;
  });
}

const LOCKED = "55P03";

/** Holds the place until the transaction ends. Whoever was let in at the same moment and came first is waited for: bytes have been sent. */
export async function oneAtATime(trx: Transaction, actor: Actor): Promise<void> {
  await afterTheOther(trx, actor);
  await trx.query({ text: "set local lock_timeout to default" });
}
