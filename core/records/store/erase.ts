import type { Database } from "../../db/database.ts";
import { sqlState } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Conflict } from "../../kernel/errors.ts";
import type { Kind } from "../kind.ts";
import { quoted } from "../query/sql.ts";
import type { Rec } from "../record.ts";
import { looseFiles } from "../files/claim.ts";
import { insertLines } from "./bulk-sql.ts";

const FOREIGN_KEY = "23503";

/** Deletes a row for good; the history says that it was, not what it was. Refused while other records need it. */
export async function eraseRecord(db: Database, actor: Actor, kind: Kind, record: Rec): Promise<void> {
  try {
    await db.transaction(async (trx) => {
      await trx.query({ text: `delete from ${quoted(kind.table)} where id = $1`, values: [record.id] });
      await looseFiles(trx, [record.id]);
      const line = {
        recordId: record.id,
        version: record.version + 1,
        action: "erased",
        before: null,
        after: null,
        operationId: null,
      } as const;
      await trx.query(insertLines(kind, actor, null, [line]));
    });
  } catch (error) {
    if (sqlState(error) === FOREIGN_KEY) throw new Conflict("records.still_needed", {}, { cause: error });
    throw error;
  }
}
