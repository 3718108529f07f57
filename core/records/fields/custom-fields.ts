// Fields that administrators and plugins add while the system runs.
import type { Database, Queryable, Transaction } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed } from "../../kernel/errors.ts";
import { refuseUnsound } from "../computed/check-computed.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { refuseOutdated } from "../definitions/outdated.ts";
import type { Kinds } from "../kinds.ts";
import { problemAt } from "../store/validate.ts";
import { addField, checkNewField, type DefinedField, type NewField } from "./add-field.ts";
import type { CustomField } from "./custom-field.ts";
import type { FieldSchema } from "./field.ts";
import { isTaken, readField, readFields } from "./field-rows.ts";
import { customField } from "./ready.ts";
import { countFilled } from "./life/count-values.ts";
import { checkEdit, editField, type FieldEdit } from "./life/edit.ts";
import { type IndexState, readIndexState, wishAgain } from "./life/index-rows.ts";
import { checkRemoval, dropField } from "./life/removal.ts";
import { type Mention, mentionsOf, type MentionSource } from "./life/mentions.ts";
import { toldTo } from "./life/told-mentions.ts";
import { isMaskedFor, isSeen, refuseUnseen } from "./seen-field.ts";

/** Leaves work to a job, within the transaction that causes it. */
type Later = (trx: Transaction, job: string, payload: { readonly id: string }) => Promise<void>;

export interface CustomFieldNeeds {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly definitions: Definitions;
  readonly mentions: () => readonly MentionSource[];
  readonly later: Later;
}

export class CustomFields {
  readonly #needs: CustomFieldNeeds;
  readonly #db: Database;
  readonly #kinds: Kinds;
  readonly #definitions: Definitions;
  readonly #mentions: () => readonly MentionSource[];
  readonly #later: Later;

  constructor(needs: CustomFieldNeeds) {
    this.#needs = needs;
    this.#db = needs.db;
    this.#kinds = needs.kinds;
    this.#definitions = needs.definitions;
    this.#mentions = needs.mentions;
    this.#later = needs.later;
  }

  /** The same, where also other kinds may be spoken of. */
  over(kinds: Kinds): CustomFields {
    return new CustomFields({ ...this.#needs, kinds });
  }

  /** Those of every kind, archived ones too, in their order. */
  async all(): Promise<CustomField[]> {
    return await readFields(this.#db);
  }

  /** All of a kind, archived ones too, but for those of plugins that are switched off. */
  async list(kind: string): Promise<CustomField[]> {
    return (await this.all()).filter((field) => field.kind === kind && !this.#kinds.isResting(field.owner));
  }

  async get(id: string): Promise<CustomField> {
    return await readField(this.#db, id);
  }

  /** The field, for somebody who may know that it is there; to others there is none. */
  async of(actor: Actor, id: string): Promise<CustomField> {
    const field = await this.get(id);
    refuseUnseen(this.#kinds, actor, field);
    return field;
  }

  /** Those of a kind that somebody may know of. */
  async listFor(actor: Actor, kind: string): Promise<CustomField[]> {
    const seen = this.#kinds.seenBy(actor).get(kind);
    return (await this.list(kind)).filter((field) => isSeen(seen, field));
  }

  /** Adds a nullable column and its definition; usable here at once, in every other process within a second. */
  async define(actor: Actor, kind: string, field: NewField): Promise<DefinedField> {
    this.#check(actor, kind, field);
    return await this.#definitions.change(actor, async (trx) => await this.defineIn(trx, actor, kind, field));
  }

  /** The same as a part of a greater change of definitions. */
  async defineIn(trx: Transaction, actor: Actor, kind: string, field: NewField): Promise<DefinedField> {
    this.#check(actor, kind, field);
    await this.#refuseTaken(trx, kind, field.key);
    const made = await addField(trx, { kind, table: this.#kinds.get(kind).table }, field);
    if (made.schema["x-type"] === "autoNumber") await this.#later(trx, "number-rows", { id: made.id });
    return made;
  }

  /** Whatever can be judged before anything is locked. */
  #check(actor: Actor, kind: string, field: NewField): void {
    allowed(actor);
    if (this.#kinds.get(kind).customFields === false) throw new NotAllowed("fields.fixed_kind", { kind });
    checkNewField(field);
    const around = { kind: this.#kinds.get(kind), kinds: this.#kinds, seen: this.#kinds.seenBy(actor) };
    refuseUnsound(around, { path: `custom.${field.key}`, schema: field.schema });
    this.#refuseTarget(field.schema);
  }

  /**
   * Label, help, options, limits, key, place, hidden or not; never the type, which is a change of its own. With the
   * version the caller saw, a newer field is Outdated.
   */
  async change(actor: Actor, id: string, edit: FieldEdit, version?: number): Promise<CustomField> {
    allowed(actor);
    checkEdit(edit);
    await this.of(actor, id);
    return await this.#definitions.change(
      actor,
      async (trx) => await this.changeIn(trx, actor, id, { ...edit, version }),
    );
  }

  /** The same as a part of a greater change of definitions. */
  async changeIn(
    trx: Transaction,
    actor: Actor,
    id: string,
    { version, ...edit }: FieldEdit & { readonly version?: number | undefined },
  ): Promise<CustomField> {
    allowed(actor);
    checkEdit(edit);
    if (edit.schema) this.#refuseTarget(edit.schema);
    const field = await readField(trx, id);
    refuseOutdated(field, version);
    const needs = { kinds: this.#kinds, seen: this.#kinds.seenBy(actor), mentions: this.#mentions };
    return await editField(trx, needs, field, edit);
  }

  /** Hides a field everywhere for 30 days; its values stay. */
  async archive(actor: Actor, id: string, version?: number): Promise<CustomField> {
    return await this.change(actor, id, { state: "archived" }, version);
  }

  async bringBack(actor: Actor, id: string, version?: number): Promise<CustomField> {
    return await this.change(actor, id, { state: "active" }, version);
  }

  /** Drops a hidden field with all its values, for whoever types its key. There is no way back. */
  async remove(
    actor: Actor,
    id: string,
    typed: { readonly key: string; readonly version?: number | undefined },
  ): Promise<void> {
    allowed(actor);
    await this.#definitions.change(actor, async (trx) => {
      const field = await readField(trx, id);
      refuseUnseen(this.#kinds, actor, field);
      refuseOutdated(field, typed.version);
      checkRemoval(field, typed.key);
      await dropField(trx, this.#kinds, field);
    });
  }

  /** Everywhere a field of a kind is used; `path` as in filters, `custom.region`. */
  async whereUsed(actor: Actor, kind: string, path: string): Promise<readonly Mention[]> {
    allowed(actor);
    const all = await mentionsOf(this.#mentions(), this.#db, { kind: this.#kinds.get(kind), path });
    return all.filter(toldTo(this.#kinds, actor, kind));
  }

  /** How many records have a value in it: so many lose one when the field is removed. */
  async countValues(actor: Actor, id: string): Promise<number> {
    allowed(actor);
    const field = await this.of(actor, id);
    const kind = this.#kinds.find(field.kind);
    return kind ? await countFilled(this.#db, kind.table, customField(field)) : 0;
  }

  /** How far the indexes are that make the field fast or unique. */
  async indexState(actor: Actor, id: string): Promise<IndexState> {
    allowed(actor);
    const field = await this.of(actor, id);
    const state = await readIndexState(this.#db, field.id);
    const { failure } = state;
    return failure && isMaskedFor(this.#kinds, actor, field) ? { ...state, failure: { code: failure.code } } : state;
  }

  /** Has indexes built once more that failed, after what was in the way has been corrected. */
  async tryIndexAgain(actor: Actor, id: string): Promise<IndexState> {
    allowed(actor);
    await this.of(actor, id);
    await this.#definitions.change(actor, async (trx) => await wishAgain(trx, (await readField(trx, id)).id));
    return await readIndexState(this.#db, id);
  }

  /** A reference leads to a kind that there is. */
  #refuseTarget({ "x-kind": target }: FieldSchema): void {
    if (target !== undefined && !this.#kinds.find(target))
      throw new Invalid([problemAt("x-kind", "no_such_kind", { kind: target })], "fields.invalid");
  }

  async #refuseTaken(trx: Queryable, kind: string, key: string): Promise<void> {
    const isBase = this.#kinds.get(kind).fields.some((field) => !field.custom && field.key === key);
    if (isBase || (await isTaken(trx, { kind, key, id: null }))) throw new Conflict("fields.key_taken", { key });
  }
}

function allowed(actor: Actor): void {
  if (!may(actor, "fields.change")) throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
}
