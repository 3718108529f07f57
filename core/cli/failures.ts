import { AppError } from "../kernel/errors.ts";

/** Exit codes, each for one thing a script may want to tell apart. */
export const exits = { done: 0, failed: 1, usage: 2, problems: 3, confirmation: 4, database: 5 } as const;

/** The command line was not understood; `next` is what to try. */
export class Usage extends AppError {
  readonly status = 400;
  readonly next: string;

  constructor(code: string, next: string, values: Readonly<Record<string, unknown>> = {}) {
    super(code, values);
    this.next = next;
  }
}

/** Nobody is there to ask, and `--yes` was not given. */
export class Unconfirmed extends AppError {
  readonly status = 400;
}

/** The exit code of a failure. */
export function exitOf(error: unknown): number {
  if (error instanceof Usage) return exits.usage;
  if (error instanceof Unconfirmed) return exits.confirmation;
  const code = (error as { code?: unknown } | null)?.code;
  // What the database answered to a statement is a failure of the command; that it does not answer is not.
  const unreachable = /^(db\.(?!migration|disk_full|too_slow|busy)|08\d{3}|57P0\d|ECONN)/;
  return typeof code === "string" && unreachable.test(code) ? exits.database : exits.failed;
}

/** The command that helps on: the one the failure names, or the doctor. */
export const nextOf = (error: unknown): string => (error instanceof Usage ? error.next : "trellis doctor");
