// Kinds that administrators define while the system runs: made, changed, put away, brought back, and in the end erased.
import type { Database, Queryable } from "../../db/database.ts";
import { type Actor, may, systemActor } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed } from "../../kernel/errors.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { refuseOutdated } from "../definitions/outdated.ts";
import { addField, type NewField } from "../fields/add-field.ts";
import { eraseKind } from "../kind-tables/erase.ts";
import { problemAt } from "../store/validate.ts";
import { checkNames, planFrom, planWith } from "./check.ts";
import type { KindPlan, OwnKind } from "./own-kind.ts";
import { fieldsIn, newFields, refusePaths } from "./paths.ts";
import { readErasing, readOwnKinds } from "./read.ts";
import { insertKind, kindIn, type NewRow, refuseLetterTaken, refuseTaken, updatePlan, updateState } from "./rows.ts";
import { eraseSlice, forgetRest, type Left } from "./slices.ts";
import { type Uses, usesOf } from "./uses.ts";
import { createTable, newStorage, tableOf } from "./table.ts";

/** The right to define kinds. */
export const CHANGE_KINDS = "kinds.change";

/** Days for which a kind that was put away can only be brought back. */
export const KEPT_FOR = 30;

/** Milliseconds that somebody waits for a kind to be erased; the rest goes without them. */
const WAITED_FOR = 5_000;

export interface NewKind {
  readonly name: unknown;
  readonly plural: unknown;
  /** Made along with the kind. */
  readonly fields: readonly NewField[];
  /** Words of a plan; what is not said is as usual. */
  readonly plan: Readonly<Record<string, unknown>>;
  /** Columns and board may name fields that are yet to come. */
  readonly ahead?: boolean;
}

export interface OwnKindsNeeds {
  readonly db: Database;
  readonly definitions: Definitions;
  /** True when something else goes by this word. */
  readonly isTaken: (word: string) => boolean;
  /** Letters that make records of the product's own kinds. */
  readonly letters: () => ReadonlySet<string>;
}

export class OwnKinds {
  readonly #needs: OwnKindsNeeds;

  constructor(needs: OwnKindsNeeds) {
    this.#needs = needs;
  }

  /** All of them, archived ones too, in the order they were made. */
  async list(): Promise<readonly OwnKind[]> {
    return await readOwnKinds(this.#needs.db);
  }

  async get(name: string): Promise<OwnKind> {
    return await kindIn(this.#needs.db, name);
  }

  /** What hangs on a kind. */
  async usesOf(name: string): Promise<Uses> {
    return await usesOf(this.#needs.db, await this.get(name));
  }

  /** What a new kind would be; throws Invalid where it cannot. Whether another kind has its name is seen when it is made. */
  checkNew({ name, plural, fields, plan: said, ahead = false }: NewKind): Omit<NewRow, "storage"> {
    const plan = planFrom(said, this.#needs.letters());
    const names = { name, plural };
    checkNames(names, this.#needs.isTaken);
    const known = newFields(fields);
    if (!ahead) refusePaths(plan, known);
    return { ...names, plan };
  }

  /** What a kind would be with some words replaced; throws Invalid where it cannot. */
  planWith(kind: OwnKind, said: Readonly<Record<string, unknown>>): KindPlan {
    return planWith(kind, said, this.#needs.letters());
  }

  /** Makes the table, its definition and its first fields; usable here at once, in every other process within a second. */
  async define(actor: Actor, kind: NewKind): Promise<OwnKind> {
    allowed(actor);
    const { name, plural, plan } = this.checkNew(kind);
    return await this.#needs.definitions.change(actor, async (trx) => {
      await refuseTaken(trx, { name, plural, plan });
      const storage = newStorage();
      await createTable(trx, storage);
      for (const field of kind.fields) await addField(trx, { kind: name, table: tableOf({ storage }) }, field);
      return await insertKind(trx, { name, plural, storage, plan });
    });
  }

  /** Replaces words of the plan. With the version the caller saw, a newer definition is Outdated. */
  async change(
    actor: Actor,
    name: string,
    said: Readonly<Record<string, unknown>>,
    { version, ahead = false }: { readonly version?: number | undefined; readonly ahead?: boolean } = {},
  ): Promise<OwnKind> {
    return await this.#changing(actor, { name, version }, async (trx, kind) => {
      const plan = this.planWith(kind, said);
      if (!ahead) refusePaths(plan, await fieldsIn(trx, name));
      await refuseLetterTaken(trx, name, plan.newKey);
      return await updatePlan(trx, name, plan);
    });
  }

  /** Hides the kind everywhere: menu, pages, REST, search. Its records, fields and rights wait. */
  async archive(actor: Actor, name: string, version?: number): Promise<OwnKind> {
    return await this.#changing(actor, { name, version }, async (trx, { state, ...kind }) =>
      state === "archived" ? { state, ...kind } : await updateState(trx, name, "archived"),
    );
  }

  /** Brings an archived kind back as it was. */
  async bringBack(actor: Actor, name: string, version?: number): Promise<OwnKind> {
    return await this.#changing(actor, { name, version }, async (trx, kind) => {
      if (kind.state === "active") return kind;
      await refuseLetterTaken(trx, name, kind.newKey);
      return await updateState(trx, name, "active");
    });
  }

  /**
   * Deletes an archived kind with all its records for good; `typed` must be its name, and 30 days must have passed. It is gone
   * at once; of very many records the rest goes by a job.
   */
  async erase(actor: Actor, name: string, typed: unknown): Promise<void> {
    await this.#changing(actor, { name, version: undefined }, async (trx, kind) => {
      if (typed !== kind.name) throw new Invalid([problemAt("name", "name_not_typed", { name })], "kinds.invalid");
      const [row] = await trx.query<{ over: boolean }>({
        text: "select archived_at < now() - $2 * interval '1 day' as over from own_kinds where name = $1",
        values: [name, KEPT_FOR],
      });
      if (!row?.over) throw new Conflict("kinds.still_kept", { name, days: KEPT_FOR });
      await trx.query({ text: "update own_kinds set erasing = true where name = $1", values: [name] });
    });
    const until = Date.now() + WAITED_FOR;
    await this.goOnErasing(() => Date.now() > until);
  }

  /** Erases what was begun to be erased, until all is gone or it is time to stop; begun anew, it goes on where it was. */
  async goOnErasing(isOver: () => boolean): Promise<void> {
    for (const kind of await readErasing(this.#needs.db)) {
      const table = tableOf(kind);
      let left: Left = "some";
      while (left === "some" && !isOver()) left = await eraseSlice(this.#needs.db, { name: kind.name, table });
      if (left === "none" && (await forgetRest(this.#needs.db, kind.name, isOver)))
        await this.#eraseLast({ ...kind, table });
    }
  }

  async #eraseLast(kind: OwnKind & { readonly table: string }): Promise<void> {
    await this.#needs.definitions.change(systemActor("kinds"), async (trx) => {
      const text = "delete from own_kinds where name = $1 and erasing returning name";
      if ((await trx.query({ text, values: [kind.name] })).length > 0) await eraseKind(trx, kind);
    });
  }

  async #changing<T>(
    actor: Actor,
    { name, version }: { name: string; version: number | undefined },
    work: (trx: Queryable, kind: OwnKind) => Promise<T>,
  ): Promise<T> {
    allowed(actor);
    return await this.#needs.definitions.change(actor, async (trx) => {
      const kind = await kindIn(trx, name);
      refuseOutdated(kind, version);
      return await work(trx, kind);
    });
  }
}

function allowed(actor: Actor): void {
  if (!may(actor, CHANGE_KINDS)) throw new NotAllowed("security.not_allowed", { permission: CHANGE_KINDS });
}
