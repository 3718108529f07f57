// What adding and taking away a second factor of any kind has in common.
import type { Transaction } from "../db/database.ts";
import { type Doer, personDoing, writeAudit } from "./audit/write-audit.ts";
import { newRecoveryCodes } from "./recovery-codes.ts";

/** Tells the person, in the same transaction. */
export type Tell = (trx: Transaction, userId: string) => Promise<void>;

export interface FactorChange {
  readonly userId: string;
  /** `added`, `removed`, `reset`, `codes`. */
  readonly how: string;
  /** The person itself if left out. */
  readonly doer?: Doer;
}

/** Where every change comes by: it is written down, and the person is told. */
export async function factorChanged(trx: Transaction, tell: Tell, { userId, how, doer }: FactorChange): Promise<void> {
  const deed = { action: "second_factor.changed", kind: "user", recordId: userId, detail: { how } };
  await writeAudit(trx, doer ?? personDoing(userId), deed);
  await tell(trx, userId);
}

/** A factor was added: with the first one come codes on paper. None for whoever has codes already. */
export async function factorAdded(trx: Transaction, tell: Tell, userId: string): Promise<string[]> {
  await factorChanged(trx, tell, { userId, how: "added" });
  const text = "select 1 from recovery_codes where user_id = $1 limit 1";
  const isFirst = (await trx.query({ text, values: [userId] })).length === 0;
  return isFirst ? await newRecoveryCodes(trx, userId) : [];
}
