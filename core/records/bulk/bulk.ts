// One change to many records, as one operation that can be undone as one.
import type { Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest, type Problem } from "../../kernel/errors.ts";
import { stillHere } from "../../security/still-here.ts";
import type { Operations } from "../history/operations.ts";
import type { ListQuery } from "../query/grammar.ts";
import type { Input, Rec } from "../record.ts";
import type { Records } from "../records.ts";
import { type BulkResult, changeMany } from "../store/bulk.ts";
import { trashMany } from "../store/bulk-trash.ts";
import type { Through } from "../store/through.ts";

/** Records by their ids, or everything that a list shows over all its pages. */
export type Selection = { readonly ids: readonly string[] } | { readonly query: Pick<ListQuery, "filter" | "q"> };

export interface BulkDone {
  readonly operationId: string;
  readonly changed: number;
  /** Records that were left as they are, and why. */
  readonly left: readonly { readonly id: string; readonly problems: readonly Problem[] }[];
}

/** What to do with each record; undefined leaves it alone. */
export type InputFor = (record: Rec) => Input | undefined;

interface Selected {
  readonly kind: string;
  readonly selection: Selection;
  /** Fields that the work looks at. */
  readonly fields: readonly string[];
}

interface Work extends Selected {
  readonly type: string;
  /** What is done to each: asked for anew between chunks. */
  readonly action: "change" | "delete";
}

type Step = (records: readonly Rec[], operationId: string) => Promise<readonly BulkResult[]>;

const CHUNK = 200;
/** More than this belongs into an import. */
export const MOST = 10_000;

export class Bulk {
  readonly #records: Records;
  readonly #through: Through;
  readonly #operations: Operations;

  constructor(records: Records, through: Through, operations: Operations) {
    this.#records = records;
    this.#through = through;
    this.#operations = operations;
  }

  /** Changes every selected record; those that refuse are listed and left. */
  async change(
    actor: Actor,
    kind: string,
    selection: Selection,
    { fields, inputFor }: { fields: readonly string[]; inputFor: InputFor },
  ): Promise<BulkDone> {
    const step: Step = async (records, operationId) => {
      const changes = records.flatMap((record) => {
        const input = inputFor(record);
        return input ? [{ id: record.id, input }] : [];
      });
      return await this.#through.db.transaction((trx) =>
        changeMany(this.#through, actor, kind, { changes, trx, operationId }),
      );
    };
    return await this.#run(actor, { kind, type: "bulk.change", action: "change", selection, fields }, step);
  }

  /** Moves every selected record to the trash. */
  async remove(actor: Actor, kind: string, selection: Selection): Promise<BulkDone> {
    const { length } = await this.idsOf(actor, kind, selection);
    await this.#through.mayRemove?.(actor, length, undefined);
    const step: Step = async (records, operationId) => {
      const ids = records.map((record) => record.id);
      const remove = async (trx: Transaction) =>
        await trashMany(this.#through, actor, kind, { ids, trash: "remove", trx, operationId });
      const { removing, db } = this.#through;
      return removing ? await removing(actor, ids.length, remove) : await db.transaction(remove);
    };
    return await this.#run(actor, { kind, type: "bulk.remove", action: "delete", selection, fields: [] }, step);
  }

  /** The ids of the selected records that this actor may see. */
  async idsOf(actor: Actor, kind: string, selection: Selection): Promise<readonly string[]> {
    return (await this.#select(actor, { kind, selection, fields: [] })).map(({ id }) => id);
  }

  async #run(actor: Actor, work: Work, step: Step): Promise<BulkDone> {
    const selected = await this.#select(actor, work);
    const operationId = await this.#operations.begin(actor, {
      type: work.type,
      kind: work.kind,
      summary: { selected: selected.length },
    });
    try {
      const right = `${this.#through.kinds.get(work.kind).plural}.${work.action}`;
      const goOn = async () => await stillHere(this.#through.db, actor, right);
      const done = await this.#inChunks(goOn, selected, operationId, step);
      await this.#operations.put(operationId, "applied", { changed: done.changed, left: done.left.length });
      return done;
    } catch (error) {
      await this.#operations.put(operationId, "failed");
      throw error;
    } finally {
      this.#through.announce();
    }
  }

  async #inChunks(
    goOn: () => Promise<void>,
    selected: readonly Rec[],
    operationId: string,
    step: Step,
  ): Promise<BulkDone> {
    let changed = 0;
    const left: BulkDone["left"][number][] = [];
    for (let from = 0; from < selected.length; from += CHUNK) {
      await goOn();
      const records = selected.slice(from, from + CHUNK);
      for (const [at, result] of (await step(records, operationId)).entries()) {
        if (!result.ok) left.push({ id: records[at]?.id ?? "", problems: result.problems });
        else if (result.changed) changed += 1;
      }
    }
    return { operationId, changed, left };
  }

  /** Everything is read before anything is written, so that a change cannot move records into or out of the selection. */
  async #select(actor: Actor, { kind, selection, fields }: Selected): Promise<readonly Rec[]> {
    if ("ids" in selection && selection.ids.length === 0) return [];
    const query: ListQuery =
      "ids" in selection ? { filter: { field: "id", op: "in", value: selection.ids } } : selection.query;
    const found: Rec[] = [];
    let after: string | undefined;
    do {
      const page = await this.#records.list(actor, kind, { ...query, fields, limit: CHUNK, after });
      found.push(...page.data);
      if (found.length > MOST) throw new BadRequest("records.too_many_selected", { maximum: MOST });
      after = page.next ?? undefined;
    } while (after !== undefined);
    return found;
  }
}
