import type { Problem } from "./errors.ts";

/** The answer of everything that reads what a person typed. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const fits = <T>(value: T): Checked<T> => ({ ok: true, value });

/** One problem; `pointer` is filled in by whoever knows the field. */
export const misfit = (code: string, values: Readonly<Record<string, unknown>> = {}): Checked<never> => ({
  ok: false,
  problems: [{ pointer: "", code, message: `problem.${code}`, values }],
});
