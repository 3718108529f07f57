// Layouts that administrators have made: one per kind for everybody, and one per role where a role needs another.
import type { Database, Queryable } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { NotAllowed, NotFound } from "../../kernel/errors.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { refuseOutdated } from "../definitions/outdated.ts";
import { isPart } from "../fields/seen-field.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { originalLayout } from "./arrange.ts";
import { checkedLayout } from "./check-layout.ts";
import type { LayoutRow } from "./layout.ts";
import { readLayouts } from "./read-layouts.ts";

/** Whose layout of what is meant; the empty role is everybody. */
export interface LayoutPlace {
  readonly kind: string;
  readonly role: string;
}

export class Layouts {
  readonly #db: Database;
  readonly #kinds: Kinds;
  readonly #definitions: Definitions;

  constructor(db: Database, kinds: Kinds, definitions: Definitions) {
    this.#db = db;
    this.#kinds = kinds;
    this.#definitions = definitions;
  }

  /** All that were made. */
  async list(actor: Actor): Promise<LayoutRow[]> {
    allowed(actor);
    const seen = this.#kinds.seenBy(actor);
    return (await readLayouts(this.#db)).filter((row) => {
      const kind = seen.find(row.kind);
      return !kind || !isPart(kind);
    });
  }

  /** The layout in this place. Where none was made: the one that counts there, at version 0. */
  async get(actor: Actor, place: LayoutPlace): Promise<LayoutRow> {
    const kind = this.#arranged(actor, place);
    const made = await readLayouts(this.#db);
    const of = (role: string) => made.find((one) => one.kind === kind.name && one.role === role);
    return of(place.role) ?? { ...place, layout: of("")?.layout ?? originalLayout(kind), version: 0 };
  }

  /** Throws unless the actor sees all that is arranged: who does not, would be told by its places. */
  #arranged(actor: Actor, { kind }: LayoutPlace): Kind {
    allowed(actor);
    const seen = this.#kinds.seenBy(actor).get(kind);
    if (isPart(seen)) throw new NotAllowed("layouts.unseen_fields", { kind });
    return this.#kinds.get(kind);
  }

  /** The roles there are; one without a name of its own is called by its word. */
  async roles(): Promise<{ readonly id: string; readonly name: string | null }[]> {
    return await this.#db.query({ text: "select id, name from roles order by position, id" });
  }

  /** Puts a layout there. With the version the caller saw (0 for none), a newer one is Outdated. */
  async save(actor: Actor, place: LayoutPlace, layout: unknown, version?: number): Promise<LayoutRow> {
    const checked = checkedLayout(this.#arranged(actor, place), layout);
    return await this.#definitions.change(actor, async (trx) => {
      await refuseStrangeRole(trx, place.role);
      const standing = await layoutIn(trx, place);
      refuseOutdated(standing ?? { version: 0 }, version);
      const text = `insert into layouts (kind, role, layout, changed_by) values ($1, $2, $3, $4)
        on conflict (kind, role) do update set layout = excluded.layout, changed_by = excluded.changed_by,
          changed_at = now(), version = layouts.version + 1
        returning kind, role, layout, version`;
      const values = [place.kind, place.role, JSON.stringify(checked), actor.id];
      const [row] = await trx.query<LayoutRow & object>({ text, values });
      return row as LayoutRow;
    });
  }

  /** Takes a layout away: the place falls back to everybody's, and that to the one the kind comes with. */
  async reset(actor: Actor, place: LayoutPlace, version?: number): Promise<void> {
    this.#arranged(actor, place);
    await this.#definitions.change(actor, async (trx) => {
      const standing = await layoutIn(trx, place);
      if (!standing) throw new NotFound("layouts.not_found", { kind: place.kind });
      refuseOutdated(standing, version);
      await trx.query({ text: "delete from layouts where kind = $1 and role = $2", values: [place.kind, place.role] });
    });
  }
}

function allowed(actor: Actor): void {
  if (!may(actor, "fields.change")) throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
}

async function layoutIn(trx: Queryable, { kind, role }: LayoutPlace): Promise<LayoutRow | undefined> {
  const text = "select kind, role, layout, version from layouts where kind = $1 and role = $2";
  const [row] = await trx.query<LayoutRow & object>({ text, values: [kind, role] });
  return row;
}

async function refuseStrangeRole(trx: Queryable, role: string): Promise<void> {
  if (role === "") return;
  const known = await trx.query({ text: "select 1 from roles where id = $1", values: [role] });
  if (known.length === 0) throw new NotFound("layouts.unknown_role", { role: role.slice(0, 60) });
}
