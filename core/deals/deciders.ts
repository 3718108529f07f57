// The people who decide a deal. Rights follow the deal: whoever may change it may say who decides it.
import type { Database } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import type { Kinds } from "../records/kinds.ts";
import { reachesNow } from "../records/query/scope-now.ts";
import { scopeSql } from "../records/query/scope.ts";
import { Params } from "../records/query/sql.ts";
import type { Rec } from "../records/record.ts";
import type { Records } from "../records/records.ts";

export interface Decider {
  readonly id: string;
  readonly contactId: string;
  /** Null when this actor may not see the person. */
  readonly name: string | null;
  readonly role: string;
}

interface Parts {
  readonly db: Database;
  readonly records: Records;
  readonly kinds: Kinds;
}

export class Deciders {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async of(actor: Actor, deal: string): Promise<readonly Decider[]> {
    const { id } = await this.#parts.records.get(actor, "deal", deal);
    const params = new Params();
    const scope = scopeSql(actor, this.#parts.kinds.get("contact"), "read", { alias: "c", params });
    const text = `select d.id, d.contact_id as "contactId", c.name, d.role from deal_contacts d
      left join contacts c on c.id = d.contact_id and c.deleted_at is null${scope ? ` and ${scope}` : ""}
      where d.deal_id = ${params.add(id, "uuid")} and d.deleted_at is null order by d.created_at, d.id`;
    return await this.#parts.db.query<Decider & object>({ text, values: params.values });
  }

  /** Names somebody this actor can see, or gives them another part. */
  async name(actor: Actor, deal: string, input: { readonly contact: string; readonly role: string }): Promise<Rec> {
    const { id } = await this.#changeable(actor, deal);
    await this.#parts.records.get(actor, "contact", input.contact);
    const known = (await this.of(actor, id)).find((one) => one.contactId === input.contact);
    if (known) return await this.#parts.records.change(trusted(actor), "dealContact", known.id, { role: input.role });
    return await this.#parts.records.create(trusted(actor), "dealContact", { ...input, deal: id });
  }

  async remove(actor: Actor, deal: string, decider: string): Promise<void> {
    const { id } = await this.#changeable(actor, deal);
    const found = await this.#parts.records.get(trusted(actor), "dealContact", decider);
    if (found["deal"] === id) await this.#parts.records.remove(trusted(actor), "dealContact", found.id);
  }

  async mayChange(actor: Actor, deal: string): Promise<boolean> {
    return await this.#mayChange(actor, await this.#parts.records.get(actor, "deal", deal));
  }

  async #mayChange(actor: Actor, record: Rec): Promise<boolean> {
    return await reachesNow(this.#parts.db, { actor, kind: this.#parts.kinds.get("deal"), action: "change", record });
  }

  async #changeable(actor: Actor, deal: string): Promise<Rec> {
    const found = await this.#parts.records.get(actor, "deal", deal);
    if (!(await this.#mayChange(actor, found)))
      throw new NotAllowed("security.not_allowed", { permission: "deals.change" });
    return found;
  }
}

// The right was checked on the deal; the history still names who did it.
const trusted = (actor: Actor): Actor => ({ ...actor, kind: "system" });
