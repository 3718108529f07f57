import type { Problem } from "../kernel/errors.ts";

/** One thing that can be wrong with what was typed: whether it is, in which box, and the problem's name. */
export type Rule = readonly [wrong: boolean, key: string, code: string, values?: Readonly<Record<string, unknown>>];

/** The problems of all rules that are broken. */
export const brokenRules = (rules: readonly Rule[]): Problem[] =>
  rules
    .filter(([wrong]) => wrong)
    .map(([, key, code, values = {}]) => ({ pointer: `/${key}`, code, message: `problem.${code}`, values }));

export const isLong = (text: string, most: number): boolean => [...text].length > most;
