// An option that records have goes by turning into another: a job writes the records, as one operation that can be undone.
import type { Database, Queryable } from "../../../db/database.ts";
import type { Actor } from "../../../kernel/actor.ts";
import { systemActor } from "../../../kernel/actor.ts";
import { Conflict, Invalid, NotFound } from "../../../kernel/errors.ts";
import { isId, newId } from "../../../kernel/ids.ts";
import type { Definitions } from "../../definitions/definitions.ts";
import { refuseOutdated } from "../../definitions/outdated.ts";
import type { Operations } from "../../history/operations.ts";
import type { Undo } from "../../history/undo.ts";
import { allow } from "../../query/scope.ts";
import { askingOf, type Through } from "../../store/through.ts";
import { problemAt } from "../../store/validate.ts";
import type { CustomField } from "../custom-field.ts";
import { readField, writeField } from "../field-rows.ts";
import type { FieldSchema } from "../field.ts";
import { customField } from "../ready.ts";
import { isMaskedFor, refuseUnseen } from "../seen-field.ts";
import { optionOf } from "../types/choice.ts";
import { countOptions } from "./count-values.ts";
import { isStuck, refuseRunning, takeUp, type Working } from "./running.ts";
import { turnSome } from "./turn-option.ts";

export interface OptionChange {
  readonly id: string;
  readonly fieldId: string;
  readonly state: "copying" | "done" | "undone";
  readonly option: string;
  readonly to: string;
  /** Records written so far. */
  readonly done: number;
  readonly operationId: string;
  readonly actorId: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

export interface OptionNeeds extends Working {
  readonly db: Database;
  readonly through: Through;
  readonly definitions: Definitions;
  readonly operations: Operations;
  readonly undo: Undo;
}

const columns = `id, field_id as "fieldId", state, plan ->> 'option' as option, plan ->> 'to' as "to", done,
  operation_id as "operationId", actor_id as "actorId", created_at as "createdAt", ended_at as "endedAt"`;

export class OptionChanges {
  readonly #needs: OptionNeeds;

  constructor(needs: OptionNeeds) {
    this.#needs = needs;
  }

  async get(actor: Actor, id: string): Promise<OptionChange> {
    allow(actor, "fields.change");
    const { db, through } = this.#needs;
    const change = await readOptionChange(db, id);
    refuseUnseen(through.kinds, actor, await readField(db, change.fieldId));
    return change;
  }

  /** Nobody can take the option from now on; a job gives its records the other one. */
  async begin(
    actor: Actor,
    fieldId: string,
    { option, to }: { option: string; to: string },
    version?: number,
  ): Promise<OptionChange> {
    allow(actor, "fields.change");
    const { definitions, operations, through, enqueue } = this.#needs;
    return await definitions.change(actor, async (trx) => {
      const field = await readField(trx, fieldId);
      refuseUnseen(through.kinds, actor, field);
      refuseOutdated(field, version);
      refuseOptions(field, option, to);
      await refuseRunning(trx, field.id);
      await writeField(trx, { ...field, schema: without(field.schema, option, to) });
      const summary = { field: field.key, option, to };
      const operationId = await operations.begin(actor, { type: "option.change", kind: field.kind, summary }, trx);
      const id = newId();
      const text = `insert into field_changes (id, field_id, sort, state, plan, before, from_generation, to_generation, operation_id, actor_id)
        values ($1, $2, 'option', 'copying', $3, $4, $5, $5, $6, $7)`;
      const plan = [JSON.stringify({ option, to }), JSON.stringify(field.schema)];
      await trx.query({ text, values: [id, field.id, ...plan, field.generation, operationId, actor.id] });
      await enqueue(trx, id);
      return await readOptionChange(trx, id);
    });
  }

  /** The job: some hundred records at a time until none has the option. It can die anywhere and is simply done again. */
  async work(id: string, signal: AbortSignal): Promise<void> {
    const { db, operations, through } = this.#needs;
    const change = await readOptionChange(db, id);
    if (change.state !== "copying") return;
    const { kind, key } = await readField(db, change.fieldId);
    const by: Actor = { ...systemActor("fields"), id: change.actorId };
    const turning = { ...change, asking: await askingOf(through, by, kind), path: `custom.${key}` };
    for (;;) {
      signal.throwIfAborted();
      const turned = await db.transaction((trx) => turnSome(trx, turning));
      through.announce();
      if (turned === 0) break;
    }
    await db.transaction(async (trx) => {
      const { done } = await readOptionChange(trx, id);
      await trx.query({
        text: "update field_changes set state = 'done', ended_at = now() where id = $1",
        values: [id],
      });
      await operations.put(change.operationId, "applied", { changed: done }, trx);
    });
  }

  /** How many records have each option of a field; nothing for whoever sees only a mask of it. */
  async counts(actor: Actor, fieldId: string): Promise<ReadonlyMap<string, number>> {
    allow(actor, "fields.change");
    const { db, through } = this.#needs;
    const field = await readField(db, fieldId);
    refuseUnseen(through.kinds, actor, field);
    if (isMaskedFor(through.kinds, actor, field)) return new Map();
    return await countOptions(db, through.kinds.get(field.kind).table, customField(field));
  }

  /** How many records a change would write; throws what beginning it would throw. */
  async dryRun(actor: Actor, fieldId: string, { option, to }: { option: string; to: string }): Promise<number> {
    const counts = await this.counts(actor, fieldId);
    refuseOptions(await readField(this.#needs.db, fieldId), option, to);
    return counts.get(option) ?? 0;
  }

  /** True when it should be going on and no job is left that does. */
  async isStuck({ id }: OptionChange): Promise<boolean> {
    return await isStuck(this.#needs.db, this.#needs, id);
  }

  /** The change of a field's options that is stuck, if one is: there is one at a time. */
  async stuckOf(actor: Actor, fieldId: string): Promise<OptionChange | undefined> {
    allow(actor, "fields.change");
    const text = `select ${columns} from field_changes where field_id = $1 and sort = 'option' and state = 'copying'`;
    const [one] = await this.#needs.db.query<OptionChange & object>({ text, values: [fieldId] });
    return one && (await this.isStuck(one)) ? one : undefined;
  }

  /** Has what is stuck go on from where it stopped. */
  async again(actor: Actor, id: string): Promise<OptionChange> {
    await this.get(actor, id);
    await this.#needs.definitions.change(actor, (trx) => takeUp(trx, this.#needs, id));
    return await this.get(actor, id);
  }

  /**
   * Within 30 days: the option is there again, and the records that nobody changed since have it. It is undone once all of
   * that is, so that what ends in the middle can be undone again.
   */
  async undo(actor: Actor, id: string): Promise<OptionChange> {
    const { operationId, state, option, fieldId } = await this.get(actor, id);
    const { definitions, undo, db } = this.#needs;
    if (state !== "done") throw new Conflict("fields.change_not_undoable");
    await definitions.change(actor, async (trx) => {
      const field = await readField(trx, fieldId);
      await writeField(trx, { ...field, schema: offering(field.schema, option) });
    });
    await undo.operation(actor, operationId);
    const text = "update field_changes set state = 'undone', ended_at = now() where id = $1";
    await db.query({ text, values: [id] });
    return await this.get(actor, id);
  }
}

async function readOptionChange(db: Queryable, id: string): Promise<OptionChange> {
  const text = `select ${columns} from field_changes where id = $1 and sort = 'option'`;
  const [row] = isId(id) ? await db.query<OptionChange & object>({ text, values: [id] }) : [];
  if (!row) throw new NotFound("fields.change_not_found");
  return row;
}

function refuseOptions({ schema, state }: CustomField, option: string, to: string): void {
  if (state === "archived") throw new Conflict("fields.archived_field");
  const target = optionOf(schema, to);
  if (!optionOf(schema, option))
    throw new Invalid([problemAt("option", "not_an_option", { value: option })], "fields.invalid");
  if (!target || target.archived || option === to)
    throw new Invalid([problemAt("to", "not_an_option", { value: to })], "fields.invalid");
}

/** The option is archived until nobody can undo any more; what was preset to it is preset to the other. */
function without(schema: FieldSchema, option: string, to: string): FieldSchema {
  const preset = schema.default === option ? { default: to } : {};
  return { ...schema, ...preset, "x-options": marked(schema, option, true) };
}

const offering = (schema: FieldSchema, option: string): FieldSchema => ({
  ...schema,
  "x-options": marked(schema, option, false),
});

const marked = (schema: FieldSchema, id: string, archived: boolean) =>
  (schema["x-options"] ?? []).map(({ archived: was, ...option }) =>
    (option.id === id ? archived : was === true) ? { ...option, archived: true } : option,
  );
