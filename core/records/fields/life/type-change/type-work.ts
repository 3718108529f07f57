// The job of a change of type. It can die anywhere: what it has done is written with where it is, and it goes on from there.
import { systemActor } from "../../../../kernel/actor.ts";
import type { Database, Transaction } from "../../../../db/database.ts";
import type { JobRun } from "../../../../jobs/job.ts";
import { misfit } from "../../../../kernel/checked.ts";
import { Conflict } from "../../../../kernel/errors.ts";
import type { Definitions } from "../../../definitions/definitions.ts";
import type { Kinds } from "../../../kinds.ts";
import type { CustomField } from "../../custom-field.ts";
import type { FieldSchema } from "../../field.ts";
import { readField } from "../../field-rows.ts";
import { haveIndexes } from "../field-indexes.ts";
import {
  carryTouched,
  type Carrier,
  countTouched,
  countValues,
  keepWhatMisfits,
  nextValues,
  writeValues,
} from "./carry.ts";
import {
  countMisfits,
  type Example,
  isStill,
  move,
  note,
  noteExamples,
  readChange,
  type TypeChange,
} from "./change-rows.ts";
import { collectOptions } from "./collect-options.ts";
import { holdWriters } from "./columns.ts";
import { converterOf } from "./conversions.ts";
import { switchBack, switchOver } from "./switch.ts";
import { beginCopying, carryingOf, stopCopying } from "./type-changes.ts";

const byItself = systemActor("definitions");

export interface TypeWorkNeeds {
  readonly kinds: Kinds;
  readonly definitions: Definitions;
  /** Opens a pool whose statements have no time limit; it is closed after the work. */
  readonly openPatient: () => Database;
}

type Run = Pick<JobRun, "signal">;

type Values = Awaited<ReturnType<typeof nextValues>>;
type Take = (trx: Transaction, carrier: Carrier, values: Values) => Promise<void>;

/** Few enough to be carried while writers wait. */
const FEW = 200;
const EXAMPLES = 5;

export class TypeWork {
  readonly #needs: TypeWorkNeeds;

  constructor(needs: TypeWorkNeeds) {
    this.#needs = needs;
  }

  /** Goes on with a change until it is done, or somebody has to decide. */
  async work(id: string, run: Run): Promise<void> {
    const db = this.#needs.openPatient();
    try {
      let state: TypeChange["state"] | undefined;
      for (let next = await this.#step(db, id, run); next !== state; next = await this.#step(db, id, run)) state = next;
    } finally {
      await db.close();
    }
  }

  /** One stretch of the way; answers the state it ends in. */
  async #step(db: Database, id: string, run: Run): Promise<TypeChange["state"]> {
    const { state } = await readChange(db, id);
    if (state === "checking") await this.#check(db, id, run);
    if (state === "checked") await this.#goOn(db, id);
    if (state === "copying") await this.#copy(db, id, run);
    if (state === "undoing") await this.#undo(db, id, run);
    return (await readChange(db, id)).state;
  }

  async #check(db: Database, id: string, run: Run): Promise<void> {
    if (!(await this.#collected(db, id))) return await this.#fail(id, "too_many_options");
    const carrier = await this.#carrier(db, id, "to");
    await note(db, id, { total: await countValues(db, carrier) });
    await this.#eachBatch(db, carrier, run, keepWhatMisfits);
    await note(db, id, { misfits: await countMisfits(db, id, "to") });
    await move(db, id, "checking", "checked");
  }

  /** What was not to be only looked at goes on, also in the process after the one that looked at it. */
  async #goOn(db: Database, id: string): Promise<void> {
    const { plan, misfits } = await readChange(db, id);
    if (plan.dryRun || (misfits > 0 && plan.misfits === "block")) return;
    await this.#needs.definitions.change(byItself, (trx) => beginCopying(trx, this.#needs.kinds, id));
  }

  async #collected(db: Database, id: string): Promise<boolean> {
    const carrying = await carryingOf(db, this.#needs.kinds, id);
    const { plan } = carrying.change;
    if (!plan.collect || plan.schema["x-options"]) return true;
    const options = await collectOptions(db, carrying, plan.reading.language);
    if (!options) return false;
    await note(db, id, { plan: { ...plan, schema: { ...plan.schema, "x-options": options } } });
    return true;
  }

  async #copy(db: Database, id: string, run: Run): Promise<void> {
    const carrier = await this.#carrier(db, id, "to");
    await this.#eachBatch(db, carrier, run, writeValues);
    await this.#drain(db, carrier, run);
    const work = { db, patient: db, table: carrier.table, signal: run.signal, progress: async () => undefined };
    const failure = await haveIndexes(work, await futureOf(db, carrier));
    if (failure) return await this.#fail(id, failure.code);
    await this.#switch(carrier, async (trx) => {
      const misfits = await countMisfits(trx, id, "to");
      await note(trx, id, { misfits });
      if (misfits > 0 && carrier.change.plan.misfits === "block") return await this.#failIn(trx, id, "values_misfit");
      await switchOver(trx, carrier);
    });
  }

  async #undo(db: Database, id: string, run: Run): Promise<void> {
    const carrier = await this.#carrier(db, id, "back");
    await note(db, id, { done: 0, total: await countTouched(db, id) });
    await this.#drain(db, carrier, run);
    await this.#switch(carrier, async (trx) => {
      await note(trx, id, { misfits: await countMisfits(trx, id, "back") });
      await switchBack(trx, carrier);
    });
  }

  async #eachBatch(db: Database, carrier: Carrier, { signal }: Run, take: Take): Promise<void> {
    const { id, state } = carrier.change;
    let { position, done } = carrier.change;
    for (;;) {
      signal.throwIfAborted();
      const values = await nextValues(db, carrier, position);
      const last = values.at(-1)?.record.id;
      if (last === undefined) return;
      if (position === null) await noteExamples(db, id, examplesOf(carrier, values));
      const next = { position: last, done: done + values.length };
      await this.#whileStill(db, { id, state }, async (trx) => {
        await take(trx, carrier, values);
        await note(trx, id, next);
      });
      ({ position, done } = next);
    }
  }

  /** Until so little was written meanwhile that writers may wait for the rest. */
  async #drain(db: Database, carrier: Carrier, { signal }: Run): Promise<void> {
    while ((await countTouched(db, carrier.change.id)) > FEW) {
      signal.throwIfAborted();
      await this.#whileStill(db, carrier.change, (trx) => carryTouched(trx, carrier));
    }
  }

  // A job whose process was thought dead may wake up after another has gone on: it must not write what is old by now.
  async #whileStill(
    db: Database,
    { id, state }: Pick<TypeChange, "id" | "state">,
    work: (trx: Transaction) => Promise<unknown>,
  ): Promise<void> {
    await db.transaction(async (trx) => {
      if (!(await isStill(trx, id, state))) throw new Conflict("fields.change_not_ready");
      await work(trx);
    });
  }

  /** Writers wait while the last values are carried and the columns change places. */
  async #switch(carrier: Carrier, work: (trx: Transaction) => Promise<void>): Promise<void> {
    const { id, state } = carrier.change;
    await this.#needs.definitions.change(byItself, async (trx) => {
      await holdWriters(trx, carrier.table);
      if (!(await isStill(trx, id, state))) return;
      while ((await carryTouched(trx, carrier)) > 0);
      await work(trx);
    });
  }

  async #fail(id: string, code: string): Promise<void> {
    await this.#needs.definitions.change(byItself, (trx) => this.#failIn(trx, id, code));
  }

  async #failIn(trx: Transaction, id: string, code: string): Promise<void> {
    await note(trx, id, { failure: { code } });
    await stopCopying(trx, this.#needs.kinds, id, "failed");
  }

  async #carrier(db: Database, id: string, way: Carrier["way"]): Promise<Carrier> {
    const carrying = await carryingOf(db, this.#needs.kinds, id);
    const [source, target] = way === "to" ? [carrying.from, carrying.to] : [carrying.to, carrying.from];
    const { plan } = carrying.change;
    const open = { ...target, schema: withOpenOptions(target.schema) };
    // Some types cannot be gone back from: then everything written since is listed.
    const convert = converterOf(source.schema, open.schema, plan) ?? (() => misfit("no_way_back"));
    return { ...carrying, way, source, target: open, convert, reading: plan.reading };
  }
}

/** The field as it will be, for its indexes. */
async function futureOf(db: Database, { change }: Carrier): Promise<CustomField> {
  const field = await readField(db, change.fieldId);
  return { ...field, schema: change.plan.schema, generation: change.toGeneration, tier: "column" };
}

/** Records that have an archived option keep it. */
function withOpenOptions(schema: FieldSchema): FieldSchema {
  const options = schema["x-options"];
  return options ? { ...schema, "x-options": options.map(({ archived: _, ...option }) => option) } : schema;
}

function examplesOf(carrier: Carrier, values: Values): Example[] {
  const { source, target, reading } = carrier;
  const shown = values
    .filter(({ problem }) => !problem)
    .map(({ before, after }) => ({
      from: source.type.format(before, source.schema, reading),
      to: target.type.format(after, target.schema, reading),
    }));
  return [...new Map(shown.map((one) => [one.from, one])).values()].slice(0, EXAMPLES);
}
