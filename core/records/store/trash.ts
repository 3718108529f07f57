import type { Queryable } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Conflict } from "../../kernel/errors.ts";
import { asSeen } from "../access/seen-values.ts";
import type { Asking } from "../query/select.ts";
import type { Rec } from "../record.ts";
import type { WriteOptions } from "../records.ts";
import { recordFor, updated } from "./change.ts";
import { EditConflict } from "./conflict.ts";
import { sayingTaken } from "./taken.ts";
import { removalProblems } from "./run-hooks.ts";
import { refuse, type Through, writingOf } from "./through.ts";
import type { Update } from "./write-sql.ts";

const TRIES = 5;

/** Moves a record to the trash, or back; both are the right `delete`. */
export async function trashRecord(through: Through, actor: Actor, kind: string, at: Moving): Promise<Rec> {
  const asking = await writingOf(through, actor, kind);
  for (let tries = 1; tries <= TRIES; tries++) {
    const db = at.options.trx ?? through.db;
    const before = await movable(asking, at, db);
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

interface Moving {
  readonly id: string;
  readonly trash: "remove" | "restore";
  readonly options: WriteOptions;
}

/** The record as the person saw it, if nobody keeps it where it is. */
async function movable(asking: Asking, { id, trash, options }: Moving, db: Queryable): Promise<Rec> {
  const before = await recordFor(asking, "delete", { id, trash: trash === "restore", db });
  if (options.baseVersion !== undefined && options.baseVersion !== before.version)
    throw new EditConflict(asSeen(asking.kind, asking.seen, before), []);
  if (trash === "remove") refuse(await removalProblems(asking, before, db));
  return before;
}
