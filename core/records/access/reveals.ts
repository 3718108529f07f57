// Looking behind a mask. Who did, at what and when, is written down before the value is told.
import type { Database, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest, NotAllowed } from "../../kernel/errors.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import type { Field } from "../fields/field.ts";
import type { Kinds } from "../kinds.ts";
import { known } from "../query/columns.ts";
import type { Rec } from "../record.ts";
import type { Records } from "../records.ts";

export interface Revealed {
  /** The field as it is without the mask. */
  readonly field: Field;
  /** The record with this field alone. */
  readonly record: Rec;
}

/** So many looks behind masks a day are left to somebody who is about to leave. */
const REVEALS_ON_NOTICE = 10;

export class Reveals {
  readonly #db: Database;
  readonly #records: Records;
  readonly #kinds: Kinds;

  constructor(db: Database, records: Records, kinds: Kinds) {
    this.#db = db;
    this.#records = records;
    this.#kinds = kinds;
  }

  /** The value behind a mask that this actor sees. A field without a mask is refused: there is nothing to reveal. */
  async reveal(actor: Actor, kindName: string, at: { readonly id: string; readonly path: string }): Promise<Revealed> {
    const masked = known(this.#kinds.seenBy(actor).get(kindName), at.path);
    if (masked.maskedFrom === undefined || masked.withheld) throw new BadRequest("access.no_mask", { field: at.path });
    // Nobody looks behind a lockdown's mask.
    if (actor.curbs?.includes("masked")) throw new NotAllowed("access.masked_by_lockdown");
    const { id } = await this.#records.get(actor, kindName, at.id, { fields: [] });
    const field = known(this.#kinds.get(kindName), masked.path);
    await this.#db.transaction(async (trx) => {
      await refuseCurbed(trx, actor);
      await remember(trx, actor, { kind: kindName, id, field: field.path });
    });
    return { field, record: await this.#records.get(trusted(actor), kindName, id, { fields: [field.path] }) };
  }
}

/** Who is about to leave looks behind few masks; who asks many times at once is counted one after the other. */
async function refuseCurbed(trx: Transaction, { id, curbs = [] }: Actor): Promise<void> {
  if (!curbs.includes("notice")) return;
  await trx.query({ text: "select pg_advisory_xact_lock(hashtext('reveals'), hashtext($1))", values: [id] });
  const text = `select count(*)::int as n from audit_events where actor_id = $1 and action = 'field.revealed' and at > now() - interval '1 day'`;
  const [row] = await trx.query<{ n: number }>({ text, values: [id] });
  if ((row?.n ?? 0) >= REVEALS_ON_NOTICE) throw new NotAllowed("access.enough_revealed", { most: REVEALS_ON_NOTICE });
}

async function remember(
  trx: Transaction,
  actor: Actor,
  at: { kind: string; id: string; field: string },
): Promise<void> {
  const { kind, id, field } = at;
  await writeAudit(trx, actor, { action: "field.revealed", kind, recordId: id, detail: { field } });
}

// That the actor sees the record and the mask was just checked.
const trusted = (actor: Actor): Actor => ({ ...actor, kind: "system" });
