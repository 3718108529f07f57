import { AppError } from "../../kernel/errors.ts";
import type { Failure } from "./row.ts";

/** An error as it is kept: with its code where it has one, else with what it said. */
export function reasonOf(error: unknown): Failure {
  if (error instanceof AppError) return { code: error.code, values: error.values };
  return {
    code: "plugins.threw",
    values: { reason: String((error as Error | undefined)?.message ?? error).slice(0, 500) },
  };
}

/** A failure that was kept, thrown again. */
export class AsKept extends AppError {
  readonly status = 409;

  constructor({ code, values }: Failure) {
    super(code, values);
  }
}
