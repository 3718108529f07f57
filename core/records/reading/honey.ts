// Records that nobody has a reason to open or take out. Who may not mark them cannot tell them from any other.
import type { Database, Queryable } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";

/** The right to mark such records, and to know them. */
export const MARK_HONEY = "honey.mark";

export interface HoneyRecord {
  readonly kind: string;
  readonly recordId: string;
  readonly markedAt: string;
  readonly markedBy: string | null;
}

const select = `select h.kind, h.record_id as "recordId", h.marked_at as "markedAt", u.name as "markedBy"
  from honey_records h left join users u on u.id = h.marked_by order by h.marked_at desc`;

export class Honey {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async list(actor: Actor): Promise<HoneyRecord[]> {
    allowed(actor);
    return await this.#db.query<HoneyRecord & object>({ text: select });
  }

  /** True for a marked record, to those who may know. */
  async is(actor: Actor, kind: string, id: string): Promise<boolean> {
    return may(actor, MARK_HONEY) && (await honeyAmong(this.#db, kind, [id])).length > 0;
  }

  /** Marks a record, or lifts the mark; answers whether it is marked now. */
  async turn(actor: Actor, kind: string, id: string): Promise<boolean> {
    allowed(actor);
    return await this.#db.transaction(async (trx) => {
      if (await lifted(trx, actor, kind, id)) return false;
      // Two who mark it at once mark it once.
      const mark = `insert into honey_records (kind, record_id, marked_by) values ($1, $2, $3)
        on conflict do nothing returning kind`;
      const marked = (await trx.query({ text: mark, values: [kind, id, actor.id] })).length > 0;
      if (marked) await writeAudit(trx, actor, { action: "honey.marked", kind, recordId: id });
      return true;
    });
  }

  /** Lifts the mark; nothing where somebody else was quicker. */
  async lift(actor: Actor, kind: string, id: string): Promise<void> {
    allowed(actor);
    await this.#db.transaction(async (trx) => await lifted(trx, actor, kind, id));
  }
}

async function lifted(trx: Queryable, actor: Actor, kind: string, id: string): Promise<boolean> {
  const text = "delete from honey_records where kind = $1 and record_id = $2 returning kind";
  if ((await trx.query({ text, values: [kind, id] })).length === 0) return false;
  await writeAudit(trx, actor, { action: "honey.lifted", kind, recordId: id });
  return true;
}

/** Those of these records that are marked. */
export async function honeyAmong(db: Queryable, kind: string, ids: readonly string[]): Promise<string[]> {
  const text = "select record_id as id from honey_records where kind = $1 and record_id = any($2::uuid[])";
  return (await db.query<{ id: string }>({ name: "honey-among", text, values: [kind, ids] })).map(({ id }) => id);
}

function allowed(actor: Actor): void {
  if (!may(actor, MARK_HONEY)) throw new NotAllowed("security.not_allowed", { permission: MARK_HONEY });
}
