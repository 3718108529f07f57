// Another type for a field, in three steps that each can be looked at: a dry run, the change itself, and for 30 days its undoing.
import type { Database, Queryable, Transaction } from "../../../../db/database.ts";
import type { Actor } from "../../../../kernel/actor.ts";
import { Conflict } from "../../../../kernel/errors.ts";
import type { Definitions } from "../../../definitions/definitions.ts";
import { refuseOutdated } from "../../../definitions/outdated.ts";
import type { Kinds } from "../../../kinds.ts";
import { allow } from "../../../query/scope.ts";
import type { CustomField } from "../../custom-field.ts";
import { readField } from "../../field-rows.ts";
import type { Reading } from "../../field.ts";
import { customField } from "../../ready.ts";
import { isMaskedFor, refuseUnseen, refuseUnseenValues } from "../../seen-field.ts";
import { columnLimits, columnsUsed } from "../../tier.ts";
import {
  type Direction,
  insertChange,
  listChanges,
  listMisfits,
  type Misfit,
  move,
  note,
  readChange,
  tierBefore,
  type TypeChange,
} from "./change-rows.ts";
import { isStuck, refuseRunning, takeUp, type Working } from "../running.ts";
import { addColumns, type Carrying, dropColumns, unwatchColumns, watchColumns } from "./columns.ts";
import { planFrom, type TypeWish } from "./type-request.ts";

export interface TypeChangeNeeds extends Working {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly definitions: Definitions;
  readonly readingOf: (actor: Actor) => Promise<Reading>;
}

const DAYS_TO_UNDO = 30;

export class TypeChanges {
  readonly #needs: TypeChangeNeeds;

  constructor(needs: TypeChangeNeeds) {
    this.#needs = needs;
  }

  async get(actor: Actor, id: string): Promise<TypeChange> {
    allow(actor, "fields.change");
    const change = await readChange(this.#needs.db, id);
    refuseUnseenValues(this.#needs.kinds, actor, await readField(this.#needs.db, change.fieldId));
    return change;
  }

  /** Those of a field, the newest first. */
  async list(actor: Actor, fieldId: string): Promise<readonly TypeChange[]> {
    allow(actor, "fields.change");
    const field = await readField(this.#needs.db, fieldId);
    refuseUnseen(this.#needs.kinds, actor, field);
    // What they say of values is not for everybody who may know of the field.
    if (isMaskedFor(this.#needs.kinds, actor, field)) return [];
    return await listChanges(this.#needs.db, fieldId);
  }

  /** What does not fit, a page in the order of the records' ids. */
  async misfits(
    actor: Actor,
    id: string,
    page: { way: Direction; after?: string | undefined; limit: number },
  ): Promise<readonly Misfit[]> {
    const change = await this.get(actor, id);
    return await listMisfits(this.#needs.db, { id: change.id, after: undefined, ...page });
  }

  /** Begins to look at all values; with `dryRun: false` goes on by itself when all fit, or may be left behind. */
  async begin(actor: Actor, fieldId: string, wish: TypeWish, version?: number): Promise<TypeChange> {
    allow(actor, "fields.change");
    const reading = await this.#needs.readingOf(actor);
    return await this.#needs.definitions.change(actor, async (trx) => {
      const field = await readField(trx, fieldId);
      refuseUnseenValues(this.#needs.kinds, actor, field);
      refuseOutdated(field, version);
      await refuseUnturnable(trx, field, this.#needs.kinds.get(field.kind).table);
      const plan = planFrom(field, wish, reading);
      await replaceOthers(trx, fieldId);
      const { generation: fromGeneration, schema: before } = field;
      const toGeneration = await nextGeneration(trx, field);
      const change = await insertChange(trx, {
        fieldId,
        plan,
        before,
        fromGeneration,
        toGeneration,
        actorId: actor.id,
      });
      await this.#needs.enqueue(trx, change.id);
      return change;
    });
  }

  /** After a dry run: go. What does not fit keeps it from happening, unless it may become blank. */
  async start(actor: Actor, id: string, misfits: "block" | "blank" = "block"): Promise<TypeChange> {
    const change = await this.get(actor, id);
    if (change.state !== "checked") throw new Conflict("fields.change_not_ready");
    if (change.misfits > 0 && misfits === "block")
      throw new Conflict("fields.values_misfit", { count: change.misfits });
    await this.#needs.definitions.change(actor, async (trx) => {
      await note(trx, id, { plan: { ...change.plan, misfits } });
      await beginCopying(trx, this.#needs.kinds, id);
      await this.#needs.enqueue(trx, id);
    });
    return await this.get(actor, id);
  }

  /** Stops what has not been switched yet; the field stays as it is. */
  async cancel(actor: Actor, id: string): Promise<TypeChange> {
    await this.get(actor, id);
    await this.#needs.definitions.change(actor, (trx) => stopCopying(trx, this.#needs.kinds, id, "cancelled"));
    return await this.get(actor, id);
  }

  /** True when it should be going on and no job is left that does. */
  async isStuck({ id }: TypeChange): Promise<boolean> {
    return await isStuck(this.#needs.db, this.#needs, id);
  }

  /** Has what is stuck go on from where it stopped. */
  async again(actor: Actor, id: string): Promise<TypeChange> {
    await this.get(actor, id);
    await this.#needs.definitions.change(actor, (trx) => takeUp(trx, this.#needs, id));
    return await this.get(actor, id);
  }

  /** Gives the field its old type back. Values written since are carried back where they fit; the others are listed. */
  async undo(actor: Actor, id: string): Promise<TypeChange> {
    await this.get(actor, id);
    await this.#needs.definitions.change(actor, async (trx) => {
      const change = await readChange(trx, id);
      const field = await readField(trx, change.fieldId);
      const isOld = Date.now() - Date.parse(change.switchedAt ?? "") > DAYS_TO_UNDO * 86_400_000;
      if (change.state !== "done" || isOld || field.generation !== change.toGeneration)
        throw new Conflict("fields.change_not_undoable");
      await replaceOthers(trx, field.id);
      await move(trx, id, "done", "undoing");
      await this.#needs.enqueue(trx, id);
    });
    return await this.get(actor, id);
  }
}

/** Until when a change can be undone; null when it cannot. */
export function undoableUntil({ state, switchedAt }: TypeChange): string | null {
  if (state !== "done" || !switchedAt) return null;
  return new Date(Date.parse(switchedAt) + DAYS_TO_UNDO * 86_400_000).toISOString();
}

/** A field that is hidden keeps its type; and a table has room for so many columns in its life. */
async function refuseUnturnable(trx: Queryable, { state }: CustomField, table: string): Promise<void> {
  if (state === "archived") throw new Conflict("fields.archived_field");
  if ((await columnsUsed(trx, table)) > columnLimits.stop)
    throw new Conflict("fields.no_columns_left", { table, maximum: columnLimits.most });
}

/** A dry run that nobody followed makes room; what is under way does not. */
async function replaceOthers(trx: Queryable, fieldId: string): Promise<void> {
  await refuseRunning(trx, fieldId);
  const text =
    "update field_changes set state = 'cancelled', ended_at = now() where field_id = $1 and state = 'checked'";
  await trx.query({ text, values: [fieldId] });
}

async function nextGeneration(trx: Queryable, { id, generation }: CustomField): Promise<number> {
  const text = "select coalesce(max(to_generation), 0) as last from field_changes where field_id = $1";
  const [row] = await trx.query<{ last: number }>({ text, values: [id] });
  return Math.max(generation, row?.last ?? 0) + 1;
}

/** The change with its field before and after, ready for use. */
export async function carryingOf(db: Queryable, kinds: Kinds, id: string): Promise<Carrying> {
  const change = await readChange(db, id);
  const field = await readField(db, change.fieldId);
  const { fromGeneration, toGeneration, before, plan } = change;
  return {
    change,
    table: kinds.get(field.kind).table,
    from: customField({ ...field, generation: fromGeneration, schema: before, tier: tierBefore(change) }),
    to: customField({ ...field, generation: toGeneration, schema: plan.schema, tier: "column" }),
  };
}

/** From here on values are carried over, and whoever writes meanwhile leaves a line. */
export async function beginCopying(trx: Transaction, kinds: Kinds, id: string): Promise<void> {
  const carrying = await carryingOf(trx, kinds, id);
  if (!(await move(trx, id, "checked", "copying"))) throw new Conflict("fields.change_not_ready");
  await note(trx, id, { done: 0 });
  await addColumns(trx, carrying.table, carrying.to);
  await watchColumns(trx, carrying, carrying.from);
}

/** Takes away what was hung on the table for a change that does not happen. */
export async function stopCopying(
  trx: Transaction,
  kinds: Kinds,
  id: string,
  state: "cancelled" | "failed",
): Promise<void> {
  const { change, table, from, to } = await carryingOf(trx, kinds, id);
  if (!["checking", "checked", "copying"].includes(change.state)) throw new Conflict("fields.change_not_stoppable");
  if (!(await move(trx, id, change.state, state))) return;
  if (change.state !== "copying") return;
  await unwatchColumns(trx, table, from);
  await dropColumns(trx, table, to);
  await trx.query({ text: "delete from field_touched where change_id = $1", values: [id] });
}
