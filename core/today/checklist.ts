// The first steps of a new installation, ticked off by what is there, not by what somebody clicked.
import type { Database } from "../db/database.ts";
import { type Actor, may } from "../kernel/actor.ts";
import type { SetupStep } from "../records/setup-step.ts";

export interface ChecklistItem extends Omit<SetupStep, "isDone"> {
  readonly done: boolean;
}

const pathOf = (actor: Actor): string => `today.checklist.${actor.id}`;

export class Checklist {
  readonly #db: Database;
  readonly #steps: () => readonly SetupStep[];

  /** `steps` are those that areas and plugins add. */
  constructor(db: Database, steps: () => readonly SetupStep[]) {
    this.#db = db;
    this.#steps = steps;
  }

  /** What is left to do for those who set things up; undefined once it is all done or put away. */
  async items(actor: Actor): Promise<readonly ChecklistItem[] | undefined> {
    if (!may(actor, "users.create") || (await this.#isDismissed(actor))) return undefined;
    const steps = [...this.#steps()].toSorted((a, b) => a.order - b.order);
    const items = await Promise.all(steps.map(async ({ isDone, ...step }) => ({ ...step, done: await isDone() })));
    return items.every((item) => item.done) ? undefined : items;
  }

  /** Puts it away for this person. */
  async dismiss(actor: Actor): Promise<void> {
    const text = "insert into settings (path, value) values ($1, 'true') on conflict (path) do nothing";
    await this.#db.query({ text, values: [pathOf(actor)] });
  }

  async #isDismissed(actor: Actor): Promise<boolean> {
    const text = "select from settings where path = $1";
    return (await this.#db.query({ name: "today.checklist", text, values: [pathOf(actor)] })).length > 0;
  }
}
