// Taking back what was written. What somebody changed since is never overwritten: it is listed and left.
import type { Database, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Conflict, NotAllowed, NotFound } from "../../kernel/errors.ts";
import type { Rec } from "../record.ts";
import type { Records } from "../records.ts";
import { changedSince } from "../store/conflict.ts";
import { type Through, writingOf } from "../store/through.ts";
import type { HistoryLine } from "./history.ts";
import { asNow } from "./as-now.ts";
import { mayTakeBack } from "./may-take-back.ts";
import { canBeUndone, Operations } from "./operations.ts";
import { undoChunk } from "./undo-chunk.ts";
import type { Undone } from "./undone.ts";

export type { Undone } from "./undone.ts";

const CHUNK = 500;
/** More than this the answer does not list by name. */
const MOST_KEPT = 1_000;

const findLine = `select kind, record_id as "recordId", version, action, before, after, at, actor_id as "actorId" from changes where kind = $1 and record_id = $2 and version = $3`;

const attempts = "select id from operations where id = $1 or (type = 'undo' and summary ->> 'of' = $1::text)";

/** What an operation of a type did besides records, taken back with them. */
export type Besides = Readonly<
  Record<string, (trx: Transaction, summary: Readonly<Record<string, unknown>>) => Promise<void>>
>;

export class Undo {
  readonly #through: Through;
  readonly #records: Records;
  readonly #besides: Besides;
  readonly #operations: Operations;

  constructor(through: Through, records: Records, besides: Besides = {}) {
    this.#through = through;
    this.#records = records;
    this.#besides = besides;
    this.#operations = new Operations(through.db);
  }

  /** Takes back one line of a record's history; Conflict names the fields that were changed again since. */
  async change(actor: Actor, at: { kind: string; id: string; version: number }): Promise<Rec> {
    const [line] = await this.#db.query<HistoryLine & object>({ text: findLine, values: [at.kind, at.id, at.version] });
    if (!line) throw new NotFound("records.not_found", { kind: at.kind });
    if (line.action === "created" || line.action === "restored")
      return await this.#records.remove(actor, at.kind, at.id);
    if (line.action === "removed") return await this.#records.restore(actor, at.kind, at.id);
    const asking = await writingOf(this.#through, actor, at.kind);
    if (!mayTakeBack(asking, line)) throw new NotAllowed("records.undo_beyond_sight");
    const { kind } = asking;
    const before = asNow(kind, line.before, line.at);
    const fields = [...before.keys()];
    const since = await changedSince(this.#db, kind, at.id, at.version);
    const lost = fields.filter((field) => since.has(field));
    if (lost.length > 0 || line.action === "erased")
      throw new Conflict("records.changed_since", {
        fields: lost.filter((path) => asking.seen.byPath.has(path)).join(", "),
      });
    return await this.#records.change(actor, at.kind, at.id, Object.fromEntries(before), { fromHistory: true });
  }

  /** Takes back a whole operation, newest records first. Can be called again after a crash: what is undone stays undone. */
  async operation(actor: Actor, id: string): Promise<Undone> {
    const operation = await this.#operations.get(actor, id);
    if (!canBeUndone(operation)) throw new Conflict("records.nothing_to_undo");
    if (operation.state === "undone") return { undone: 0, kept: [] };
    if (operation.state === "running") throw new Conflict("records.still_running");
    await this.#operations.put(id, "undoing");
    const undo = await this.#operations.begin(actor, { type: "undo", summary: { of: id } });
    const result = await this.#all(actor, id, undo);
    await this.#db.transaction(async (trx) => await this.#besides[operation.type]?.(trx, operation.summary));
    await this.#operations.put(undo, "applied", { undone: result.undone, kept: result.kept.length });
    await this.#operations.put(id, result.kept.length > 0 ? "partly_undone" : "undone", {
      undone: result.undone,
      kept: result.kept.length,
    });
    this.#through.announce();
    return result;
  }

  async #all(actor: Actor, id: string, undo: string): Promise<Undone> {
    const kept: Undone["kept"][number][] = [];
    let undone = 0;
    let before = "9223372036854775807";
    for (;;) {
      const chunk = await this.#db.transaction((trx) => this.#chunk(trx, actor, { id, undo, before }));
      undone += chunk.undone;
      kept.push(...chunk.kept.slice(0, MOST_KEPT - kept.length));
      if (chunk.last === undefined) return { undone, kept };
      before = chunk.last;
    }
  }

  async #chunk(
    trx: Transaction,
    actor: Actor,
    { id, undo, before }: { id: string; undo: string; before: string },
  ): Promise<Undone & { last: string | undefined }> {
    const text = `select seq, kind, record_id as "recordId", version, action, before, after, actor_id as "actorId" from changes where operation_id = $1 and seq < $2 order by seq desc limit ${CHUNK}`;
    const lines = await trx.query<HistoryLine & object>({ text, values: [id, before] });
    if (lines.length === 0) return { undone: 0, kept: [], last: undefined };
    const ours = await trx.query<{ id: string }>({ text: attempts, values: [id] });
    const result = await undoChunk(this.#through, actor, {
      trx,
      operationId: undo,
      ours: ours.map((one) => one.id),
      lines,
    });
    return { ...result, last: lines.at(-1)?.seq };
  }

  get #db(): Database {
    return this.#through.db;
  }
}
