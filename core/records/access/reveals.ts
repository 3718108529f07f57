// Looking behind a mask. Who did, at what and when, is written down before the value is told.
import type { Database } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
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
    const { id } = await this.#records.get(actor, kindName, at.id, { fields: [] });
    const field = known(this.#kinds.get(kindName), masked.path);
    await this.#remember(actor, { kind: kindName, id, field: field.path });
    return { field, record: await this.#records.get(trusted(actor), kindName, id, { fields: [field.path] }) };
  }

  async #remember(actor: Actor, { kind, id, field }: { kind: string; id: string; field: string }): Promise<void> {
    const text =
      "insert into field_reveals (id, actor_id, source, kind, record_id, field) values ($1, $2, $3, $4, $5, $6)";
    await this.#db.query({ text, values: [newId(), actor.id, actor.source, kind, id, field] });
  }
}

// That the actor sees the record and the mask was just checked.
const trusted = (actor: Actor): Actor => ({ ...actor, kind: "system" });
