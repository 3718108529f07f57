// A list that leaves is written down before its first byte and after its last, whatever its form.
import { createHash } from "node:crypto";
import type { Database, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import { stillHere } from "../../security/still-here.ts";
import type { Operations } from "../history/operations.ts";

export interface Leaving {
  readonly actor: Actor;
  readonly kind: string;
  /** To take lists of this kind out. */
  readonly right: string;
  /** Filter, words, columns besides its number. */
  readonly summary: { readonly number: number } & Readonly<Record<string, unknown>>;
  /** Ids of marked records that are in it. */
  readonly honey: readonly string[];
  /** Grows with the rows that have left. */
  readonly sent: { rows: number };
}

/** Looks at what is about to leave. */
export interface ListWatch {
  leaves(trx: Transaction, leaving: Leaving): Promise<void>;
}

export interface TellingParts {
  readonly db: Database;
  readonly operations: Operations;
  readonly watch: ListWatch;
}

/** Milliseconds after which it is looked whether whoever takes the list out is still here, and still may. */
const ASK_EVERY = 300;

export async function* told(
  parts: TellingParts,
  leaving: Leaving,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const id = await begin(parts, leaving);
  const hash = createHash("sha256");
  let [bytes, asked, complete] = [0, performance.now(), false];
  try {
    for await (const piece of pieces) {
      if (performance.now() - asked > ASK_EVERY) {
        await stillHere(parts.db, leaving.actor, leaving.right);
        asked = performance.now();
      }
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
    complete = true;
  } finally {
    await end(parts, leaving, { id, complete, outcome: { ...leaving.sent, bytes, sha256: hash.digest("hex") } });
  }
}

async function begin({ db, operations, watch }: TellingParts, leaving: Leaving): Promise<string> {
  const { actor, kind, summary } = leaving;
  return await db.transaction(async (trx) => {
    await watch.leaves(trx, leaving);
    const id = await operations.begin(actor, { type: "export", kind, summary }, trx);
    await writeAudit(trx, actor, { action: "list.exported", kind, cause: id, detail: { ...summary } });
    return id;
  });
}

async function end(
  { db, operations }: TellingParts,
  { actor, kind }: Leaving,
  { id, complete, outcome }: { id: string; complete: boolean; outcome: object },
): Promise<void> {
  await db.transaction(async (trx) => {
    await operations.put(id, complete ? "applied" : "failed", outcome, trx);
    await writeAudit(trx, actor, {
      action: "list.export_ended",
      kind,
      cause: id,
      detail: { ...outcome, complete },
    });
  });
}
