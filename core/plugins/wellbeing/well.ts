// How the modules of this process are, asked at most every half minute: a check may reach out to other servers.
import { within } from "../live/within.ts";
import type { SetupStep } from "../../records/setup-step.ts";
import type { HealthCheck } from "./points.ts";

/** How one check came out. */
export interface Outcome {
  readonly id: string;
  readonly label: string;
  readonly ok: boolean;
  /** Key of a sentence; absent where it failed without one. */
  readonly said?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface Step extends Omit<SetupStep, "isDone"> {
  readonly done: boolean;
}

/** Milliseconds that a check may take, and for which its outcome holds. */
const LIMIT = 2_000;
const FRESH = 30_000;

export class Wellbeing {
  readonly #checks: () => readonly HealthCheck[];
  #last:
    | { readonly at: number; readonly of: readonly HealthCheck[]; readonly outcomes: Promise<Outcome[]> }
    | undefined;

  constructor(checks: () => readonly HealthCheck[]) {
    this.#checks = checks;
  }

  async outcomes(): Promise<readonly Outcome[]> {
    const of = this.#checks();
    const isFresh = this.#last && Date.now() - this.#last.at < FRESH && of.every((one) => this.#last?.of.includes(one));
    if (!isFresh) this.#last = { at: Date.now(), of, outcomes: Promise.all(of.map(outcomeOf)) };
    return (await this.#last?.outcomes)?.filter(({ id }) => of.some((one) => one.id === id)) ?? [];
  }
}

async function outcomeOf({ id, label, ...one }: HealthCheck): Promise<Outcome> {
  try {
    const wrong = await within(LIMIT, () => one.check());
    return wrong ? { id, label, ok: false, ...wrong } : { id, label, ok: true };
  } catch {
    return { id, label, ok: false };
  }
}

/** The steps with whether they are done, in their order; one that cannot say it is not. */
export async function stepsNow(steps: readonly SetupStep[]): Promise<readonly Step[]> {
  const asked = [...steps]
    .toSorted((a, b) => a.order - b.order)
    .map(async ({ isDone, ...step }): Promise<Step> => ({ ...step, done: await isDone().catch(() => false) }));
  return await Promise.all(asked);
}
