// An operation is a list of named steps. Each can be done twice without harm, and each that leaves something can take it back.
import type { Database, Queryable } from "../../db/database.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { reasonOf } from "./failure.ts";
import type { Journal, Operation } from "./journal.ts";

/** One operation on one plugin, as its steps see it. */
export interface Work {
  readonly operation: Operation;
  readonly files: PluginFiles;
  /** Notes the step as through, and what its undoing needs; in the step's own transaction, so that both are there or neither. */
  keep(on: Queryable, about?: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface Step {
  readonly name: string;
  do(work: Work): Promise<void>;
  /** Takes back what `do` left, going by what it noted. Also called when `do` failed or was never begun. */
  undo?(operation: Operation): Promise<void>;
  /** True: it runs a plugin's own code. If a process falls silent over it, nobody else tries: the code may be what silenced it. */
  readonly once?: true;
}

/** Does an operation, or what is left of one; when a step fails all that was done is taken back, the last first. */
export class Steps {
  readonly #db: Database;
  readonly #journal: Journal;
  readonly #steps: readonly Step[];

  constructor(db: Database, journal: Journal, steps: readonly Step[]) {
    this.#db = db;
    this.#journal = journal;
    this.#steps = steps;
  }

  /** Throws what made a step fail, after everything has been taken back. */
  async run(operation: Operation, files: PluginFiles): Promise<void> {
    await this.#journal.alive(operation.id, async () => {
      try {
        for (const step of this.#steps) await this.#do(step, operation.id, files);
      } catch (error) {
        await this.#takeBack(operation.id, error);
        throw error;
      }
      await this.#journal.end(operation.id, "done");
    });
  }

  /** True when a process fell silent in the middle of what is not to be tried again. */
  isSpoilt({ about, done }: Operation): boolean {
    return this.#steps.some(({ name, once }) => once && about["at"] === name && !done.includes(name));
  }

  /** Takes back what there is of an operation that cannot go on. */
  async giveUp(operation: Operation, cause: unknown): Promise<void> {
    await this.#journal.alive(operation.id, () => this.#takeBack(operation.id, cause));
  }

  async #do(step: Step, id: string, files: PluginFiles): Promise<void> {
    const operation = await this.#journal.get(id);
    const keep: Work["keep"] = (on, about) => this.#journal.note(on, id, step.name, about);
    await this.#journal.begun(id, step.name);
    await step.do({ operation, files, keep });
    await keep(this.#db);
  }

  async #takeBack(id: string, cause: unknown): Promise<void> {
    const operation = await this.#journal.get(id);
    try {
      for (const step of this.#steps.toReversed()) await step.undo?.(operation);
      await this.#journal.end(id, "undone", reasonOf(cause));
    } catch (error) {
      await this.#journal.end(id, "failed", reasonOf(error));
      throw error;
    }
  }
}
