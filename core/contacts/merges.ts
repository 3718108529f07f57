// Two records that are one become one. The other goes to the trash, its address leads to the one that stays, and all of it can be undone.
import type { Transaction } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { BadRequest, Conflict, NotAllowed } from "../kernel/errors.ts";
import type { Operations } from "../records/history/operations.ts";
import type { Records } from "../records/records.ts";
import type { Rec } from "../records/record.ts";
import { asSeen } from "../records/access/seen-values.ts";
import type { Field } from "../records/fields/field.ts";
import { known } from "../records/query/columns.ts";
import { reachesNow } from "../records/query/scope-now.ts";
import { readMany } from "../records/store/bulk-read.ts";
import { repoint } from "../records/store/repoint.ts";
import { askingOf, companyOf, type Through } from "../records/store/through.ts";
import { pluralOf } from "./duplicates.ts";
import { remember } from "./merge-memory.ts";
import { type Choice, type Choices, mergedValues, type Pair } from "./merged-values.ts";
import type { PartyKind } from "./neighbours.ts";

export interface MergePlan {
  readonly winner: string;
  readonly loser: string;
  readonly choices: Choices;
}

export interface Merged {
  readonly record: Rec;
  readonly operationId: string;
}

export class Merges {
  readonly #through: Through;
  readonly #records: Records;
  readonly #operations: Operations;

  constructor(through: Through, records: Records, operations: Operations) {
    this.#through = through;
    this.#records = records;
    this.#operations = operations;
  }

  /** Both records, if this actor may merge them; NotFound, NotAllowed, or BadRequest for one with itself. */
  async pair(actor: Actor, kind: PartyKind, ids: Pick<MergePlan, "winner" | "loser">): Promise<Pair> {
    if (ids.winner === ids.loser) throw new BadRequest("contacts.merge_with_itself");
    const [winner, loser] = await Promise.all([
      this.#records.get(actor, kind, ids.winner),
      this.#records.get(actor, kind, ids.loser),
    ]);
    await this.#allow(actor, kind, { winner, loser });
    return { winner, loser };
  }

  async #allow(actor: Actor, kind: PartyKind, { winner, loser }: Pair): Promise<void> {
    const { db, kinds } = this.#through;
    for (const action of ["merge", "change"]) {
      const sides = [winner, loser].map((record) => reachesNow(db, { actor, kind: kinds.get(kind), action, record }));
      if ((await Promise.all(sides)).includes(false))
        throw new NotAllowed("security.not_allowed", { permission: `${pluralOf[kind]}.${action}` });
    }
  }

  async merge(actor: Actor, kind: PartyKind, plan: MergePlan): Promise<Merged> {
    await this.pair(actor, kind, plan);
    const seen = this.#through.kinds.seenBy(actor).get(kind);
    for (const [path, choice] of Object.entries(plan.choices)) refuseChoice(known(seen, path), choice);
    const merged = await this.#through.db.transaction(async (trx) => await this.#merge(trx, actor, kind, plan));
    this.#through.announce();
    return { ...merged, record: asSeen(this.#through.kinds.get(kind), seen, merged.record) };
  }

  async #merge(
    trx: Transaction,
    actor: Actor,
    kind: PartyKind,
    { winner: to, loser: from, choices }: MergePlan,
  ): Promise<Merged> {
    const asking = await askingOf(this.#through, trusted(actor), kind);
    const locked = await readMany(asking, [to, from], trx);
    const [winner, loser] = [locked.get(to), locked.get(from)];
    if (!winner || !loser) throw new Conflict("contacts.merged_meanwhile");
    const operationId = await this.#operations.begin(
      actor,
      { type: "merge", kind, summary: { winner: to, loser: from, name: loser["name"] } },
      trx,
    );
    const written = { trx, operationId };
    const values = mergedValues(asking.kind, { winner, loser }, choices);
    await this.#records.remove(trusted(actor), kind, from, written);
    const record = await this.#records.change(trusted(actor), kind, to, values, { ...written, fromHistory: true });
    const { kinds } = this.#through;
    await repoint({ kinds, actor: trusted(actor), company: companyOf(asking), kind, from, to, ...written });
    await remember(trx, { kind, from, to, operationId, actor });
    await this.#operations.put(operationId, "applied", {}, trx);
    return { record, operationId };
  }
}

/** Taking the other's value writes the field: whoever may only read it, or sees a mask, keeps what the winner has. */
function refuseChoice(field: Field, choice: Choice): void {
  if (choice === "loser" && field.readOnly) throw new BadRequest("records.read_only", { field: field.path });
}

// A merge reaches records its actor may not see: references must not be left behind. The history still names who did it.
const trusted = (actor: Actor): Actor => ({ ...actor, kind: "system" });
