import type { Problem } from "../../kernel/errors.ts";

type Values = Readonly<Record<string, unknown>>;

/** A problem of a plugin's folder; its pointer names the file and the place in it, `kinds/visit.json#/fields/place`. */
export const problemIn = (file: string, at: string, code: string, values: Values = {}): Problem => ({
  pointer: at === "" ? file : `${file}#${at}`,
  code,
  message: `problem.${code}`,
  values: { file, ...values },
});

/** What the engine said about a piece of a file, told with the file and the place of the piece. */
export const moved = (file: string, at: string, problems: readonly Problem[]): Problem[] =>
  problems.map((problem) => ({ ...problem, pointer: `${file}#${at}${problem.pointer}` }));

/** A value that was read, as far as it could be, and everything that is wrong with it. */
export interface Read<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}
