// Everything that can be done with a file under import. The wizard, REST and the command line call nothing else.
import type { Transaction } from "../../db/database.ts";
import { type Actor, reach, systemActor } from "../../kernel/actor.ts";
import { AppError, Conflict, NotFound } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Kind } from "../kind.ts";
import { allow } from "../query/scope.ts";
import type { Through } from "../store/through.ts";
import { errorFile } from "./error-file.ts";
import { limits } from "./file/limits.ts";
import type { LayoutWish } from "./file/read-table.ts";
import type { FileSource } from "./file/source.ts";
import { forgetOld } from "./forget.ts";
import { changeImport, getImport, listImports, listSisters, saveMapping } from "./import-table.ts";
import type { Import } from "./import-record.ts";
import { kindWith, makeFields, wantedFields } from "./plan/new-fields.ts";
import type { ImportsParts, UploadOptions } from "./imports-parts.ts";
import { planFrom } from "./plan/plan.schema.ts";
import { refuseStops, refuseUnknown } from "./refuse.ts";
import { dryRun } from "./run/dry-run.ts";
import { prepareRun } from "./run/prepare.ts";
import { runImport, type RunOptions } from "./run/run-import.ts";
import { editRow, leftoversOf, rowsAt } from "./staging.ts";
import { takeBack } from "./take-back.ts";
import { isWaiting, Uploads } from "./uploads.ts";

/** An import that nobody looked at before it runs is judged by its whole profile and a dry run of its first rows. */
const quickCheck = 5_000;

export class Imports {
  readonly #parts: ImportsParts;
  readonly #uploads: Uploads;

  constructor(parts: ImportsParts) {
    this.#parts = parts;
    this.#uploads = new Uploads(parts);
  }

  /** Takes a file in: reads it, profiles its columns and proposes where they go. The same file twice is said, not done. */
  async upload(actor: Actor, kind: string, file: FileSource, options: UploadOptions = {}): Promise<Import> {
    const { plan, ...how } = options;
    const id = await this.#uploads.take(actor, this.#kindFor(actor, kind), file, how);
    return plan === undefined ? await this.get(actor, id) : await this.plan(actor, id, plan);
  }

  async get(actor: Actor, id: string): Promise<Import> {
    const one = await getImport(this.#db, id);
    if (one.actorId !== actor.id && reach(actor, "operations.read") !== "all") throw new NotFound("imports.not_found");
    return one;
  }

  /** The newest first: one's own, or everybody's for whoever may see all operations. */
  async list(actor: Actor, kind?: string): Promise<Import[]> {
    const actorId = reach(actor, "operations.read") === "all" ? undefined : actor.id;
    return await listImports(this.#db, { kind, actorId });
  }

  /** Reads the file again in another way: encoding, delimiter, header row, sheet. */
  async relayout(actor: Actor, id: string, wish: LayoutWish): Promise<Import> {
    const one = await this.#waiting(actor, id);
    await this.#uploads.readAgain(one, this.#kindFor(actor, one.kind), wish);
    return await this.get(actor, id);
  }

  /** Says what is to happen; the next check tells what that means. */
  async plan(actor: Actor, id: string, sent: unknown): Promise<Import> {
    const one = await this.#waiting(actor, id);
    const plan = planFrom(sent);
    refuseUnknown(one, plan, this.#kindFor(actor, one.kind));
    await changeImport(this.#db, id, { plan, checked: null, state: "ready" });
    return await this.get(actor, id);
  }

  /** Corrects one row of the file. */
  async edit(actor: Actor, id: string, row: number, cells: readonly string[]): Promise<void> {
    const one = await this.#waiting(actor, id);
    const [known] = await rowsAt(this.#db, id, [row]);
    if (!known) throw new NotFound("imports.row_not_found", { row });
    const kept = one.headers.map((_, at) => (cells[at] ?? "").slice(0, limits.cellChars).trim());
    await editRow(this.#db, id, row, kept);
    await changeImport(this.#db, id, { checked: null, state: "ready" });
  }

  /** The dry run: what would be made, changed, left out, and what stops the import. */
  async check(actor: Actor, id: string, rows?: number): Promise<Import> {
    const one = await this.#waiting(actor, id);
    await this.#uploads.restage(one);
    const wanted = wantedFields(one, this.#kindFor(actor, one.kind), actor.language);
    const kind = kindWith(this.#kindFor(actor, one.kind), wanted);
    const { through, say } = this.#parts;
    const running = await prepareRun({
      through,
      say,
      actor: importing(actor),
      one,
      kind,
      operationId: newId(),
      dryRun: true,
    });
    const checked = await dryRun(running, { one, sisters: await listSisters(this.#db, one), say, rows });
    await changeImport(this.#db, id, { checked, state: "checked" });
    return await this.get(actor, id);
  }

  /** Queues the run, and answers at once. Asked twice, it is done once. */
  async start(actor: Actor, id: string): Promise<Import> {
    const ready = await this.#begin(actor, id);
    if (ready) await this.#db.transaction(async (trx) => this.#parts.enqueue(trx, "run", { id }));
    return await this.get(actor, id);
  }

  /** Runs to the end while the caller waits. */
  async runNow(actor: Actor, id: string): Promise<Import> {
    await this.#begin(actor, id);
    await this.#runAs(importing(actor), id, {});
    return await this.get(actor, id);
  }

  /** The job: goes on where the last run ended. */
  async run(id: string, options: RunOptions = {}): Promise<void> {
    const one = await getImport(this.#db, id);
    if (one.state !== "running") return;
    try {
      await this.#runAs(await this.#actorLater(one.actorId), id, options);
    } catch (error) {
      // What will be the same in the next try ends the import; all else is tried again from where it stands.
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      await changeImport(this.#db, id, {
        state: "failed",
        failure: { code: error.code, values: error.values },
        ended: true,
      });
    }
  }

  async startUndo(actor: Actor, id: string): Promise<Import> {
    await this.#db.transaction(async (trx) => {
      if (await this.#beginUndo(actor, id, trx)) await this.#parts.enqueue(trx, "undo", { id });
    });
    return await this.get(actor, id);
  }

  /** Takes everything back that nobody changed since; answers when it is done. */
  async undoNow(actor: Actor, id: string): Promise<Import> {
    await this.#db.transaction(async (trx) => await this.#beginUndo(actor, id, trx));
    await this.undo(id, actor);
    return await this.get(actor, id);
  }

  /** The job of undoing; may be begun again after a crash. */
  async undo(id: string, as?: Actor): Promise<void> {
    const one = await getImport(this.#db, id);
    if (one.state === "undoing")
      await takeBack(this.#parts, as ? importing(as) : await this.#actorLater(one.actorId), one);
  }

  /** The rows that were not written, with their reasons, as CSV. */
  async *errors(actor: Actor, id: string): AsyncGenerator<string> {
    const one = await this.get(actor, id);
    yield* errorFile(one, leftoversOf(this.#db, id), (key, values) => this.#parts.say(actor.language, key, values));
  }

  /** Keeps the mapping for the next file with these columns. */
  async remember(actor: Actor, id: string): Promise<void> {
    await saveMapping(this.#db, await this.get(actor, id), actor.id);
  }

  /** Files nobody can undo any more, and files that were never imported, are forgotten; what they did stays in the history. */
  async forget(): Promise<void> {
    await forgetOld(this.#db);
  }

  get #db(): Through["db"] {
    return this.#parts.through.db;
  }

  #kindFor(actor: Actor, name: string): Kind {
    const kind = this.#parts.through.kinds.seenBy(actor).get(name);
    allow(actor, `${kind.plural}.import`);
    return kind;
  }

  /** An import that has not begun yet. */
  async #waiting(actor: Actor, id: string): Promise<Import> {
    const one = await this.get(actor, id);
    if (!isWaiting(one)) throw new Conflict("imports.begun", { state: one.state });
    return one;
  }

  /** Everything a run needs is settled here, once; false when it has begun already. */
  async #begin(actor: Actor, id: string): Promise<boolean> {
    const seen = await this.get(actor, id);
    if (!isWaiting(seen)) return false;
    const one = seen.checked ? seen : await this.check(actor, id, quickCheck);
    refuseStops(one);
    const kind = this.#kindFor(actor, one.kind);
    const madeFields = await makeFields(this.#parts.fields, actor, kind.name, wantedFields(one, kind, actor.language));
    return await this.#db.transaction(async (trx) => {
      const locked = await getImport(trx, id, true);
      if (!isWaiting(locked)) return false;
      const summary = { importId: id, file: one.fileName, rows: one.rows, overrides: one.plan.overrides };
      const operationId = await this.#parts.operations.begin(
        importing(actor),
        { type: "import", kind: kind.name, summary },
        trx,
      );
      await changeImport(trx, id, { state: "running", operationId, madeFields, started: true });
      return true;
    });
  }

  async #runAs(actor: Actor, id: string, options: RunOptions): Promise<void> {
    const one = await getImport(this.#db, id);
    if (one.state !== "running" || !one.operationId) return;
    await this.#uploads.restage(one);
    const { through, say, operations } = this.#parts;
    const kind = through.kinds.seenBy(actor).get(one.kind);
    const running = await prepareRun({ through, say, actor, one, kind, operationId: one.operationId, dryRun: false });
    if (!(await runImport(running, options))) throw new Error(`Import ${id} was interrupted`);
    const { counts } = await getImport(this.#db, id);
    await changeImport(this.#db, id, { state: "done", ended: true });
    await operations.put(one.operationId, "applied", counts);
    through.announce();
  }

  async #beginUndo(actor: Actor, id: string, trx: Transaction): Promise<boolean> {
    await this.get(actor, id);
    const one = await getImport(trx, id, true);
    if (one.state === "undone" || one.state === "undoing") return one.state === "undoing";
    if (one.undoUntil === null) throw new Conflict("imports.cannot_undo", { state: one.state });
    await changeImport(trx, id, { state: "undoing" });
    return true;
  }

  async #actorLater(id: string): Promise<Actor> {
    const actor = id.startsWith("system:") ? systemActor(id.slice(7), "import") : await this.#parts.actorOf(id);
    if (!actor) throw new Conflict("imports.actor_gone");
    return importing(actor);
  }
}

/** History says that these changes came in by an import. */
const importing = (actor: Actor): Actor => ({ ...actor, source: "import" });
