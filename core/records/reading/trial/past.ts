// What rules are tried on: from when until when, with which figures, and for how long at most.
import type { Database } from "../../../db/database.ts";
import { Unavailable } from "../../../kernel/errors.ts";
import { breathe } from "../../../kernel/breathe.ts";
import type { Fine } from "../rule-settings.ts";
import type { Told } from "./told.ts";

export interface Past {
  readonly db: Database;
  readonly since: string;
  /** The same in milliseconds of the clock. */
  readonly sinceAt: number;
  readonly until: string;
  /** A day earlier: what was opened then counts for the first hour, and for the first day. */
  readonly before: string;
  readonly fine: Fine;
  readonly told: Told;
  /** Lets others have their turn; Unavailable once it has taken too long. */
  turn(): Promise<void>;
}

/** Milliseconds. */
const LONGEST = 30_000;

export function patience(longest = LONGEST): () => Promise<void> {
  const end = performance.now() + longest;
  return async () => {
    if (performance.now() > end) throw new Unavailable("alerts.trial_too_long", { seconds: longest / 1_000 });
    await breathe();
  };
}
