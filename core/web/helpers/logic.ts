// Small questions of templates. Each takes values and is used inside others: `{{#if (eq a b)}}`.
import type { Helper } from "./helper.ts";

const given = (args: unknown[]): unknown[] => args.slice(0, -1);

export const eq = (): Helper => (a: unknown, b: unknown) => a === b;
export const ne = (): Helper => (a: unknown, b: unknown) => a !== b;
export const not = (): Helper => (a: unknown) => !a;
export const and =
  (): Helper =>
  (...args: unknown[]) =>
    given(args).every(Boolean);
/** The first that says something, or the last. */
export const or =
  (): Helper =>
  (...args: unknown[]) =>
    given(args).find(Boolean) ?? given(args).at(-1);
export const includes = (): Helper => (list: readonly unknown[] | null, item: unknown) => list?.includes(item) ?? false;
/** `{{concat "field-" key}}`: one text out of several. */
export const concat =
  (): Helper =>
  (...args: unknown[]) =>
    given(args).join("");
