import type { Actor } from "../../kernel/actor.ts";
import { Conflict } from "../../kernel/errors.ts";
import { asSeen } from "../access/seen-values.ts";
import type { Rec } from "../record.ts";
import type { WriteOptions } from "../records.ts";
import { recordFor, updated } from "./change.ts";
import { EditConflict } from "./conflict.ts";
import { sayingTaken } from "./taken.ts";
import { type Through, writingOf } from "./through.ts";
import type { Update } from "./write-sql.ts";

const TRIES = 5;

/** Moves a record to the trash, or back; both are the right `delete`. */
export async function trashRecord(
  through: Through,
  actor: Actor,
  kind: string,
  at: { id: string; trash: "remove" | "restore"; options: WriteOptions },
): Promise<Rec> {
  const asking = await writingOf(through, actor, kind);
  for (let tries = 1; tries <= TRIES; tries++) {
    const db = at.options.trx ?? through.db;
    const before = await recordFor(asking, "delete", { id: at.id, trash: at.trash === "restore", db });
    if (at.options.baseVersion !== undefined && at.options.baseVersion !== before.version)
      throw new EditConflict(asSeen(asking.kind, asking.seen, before), []);
    const update: Update = {
      kind: asking.kind,
      actor,
      record: before,
      values: new Map(),
      trash: at.trash,
      unless: () => [],
      line: {
        action: at.trash === "remove" ? "removed" : "restored",
        before: { deletedAt: before.deletedAt },
        after: { deletedAt: at.trash === "remove" ? true : null },
        operationId: at.options.operationId ?? null,
      },
    };
    const step = { update, asking, before, options: at.options };
    const after = await sayingTaken(asking, through.db, () => updated(through, step));
    if (after) {
      if (!at.options.trx) through.announce();
      return asSeen(asking.kind, asking.seen, after);
    }
  }
  throw new Conflict("records.busy");
}
