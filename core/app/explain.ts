// Why the process cannot start, for whoever sits at the terminal.
import type { Words } from "../i18n/words.ts";
import { AppError, type Problem } from "../kernel/errors.ts";

/** The failure as sentences, each problem on its own line; a bug keeps its stack. */
export function explain(error: unknown, words: Words, language: string): string {
  if (!(error instanceof AppError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const { problems = [] } = error as { problems?: readonly Problem[] };
  const lines = problems.map(({ message, values }) => `  - ${words.t(language, message, values)}`);
  return [words.t(language, `error.${error.code}`, error.values), ...lines].join("\n");
}
