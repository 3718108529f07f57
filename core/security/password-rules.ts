// Which passwords we accept: long enough, not among the most common ones, not the person or the product itself.
import { readFileSync } from "node:fs";
import type { Problem } from "../kernel/errors.ts";

const MIN_LENGTH = 8;
const list = new URL("./common-passwords.txt", import.meta.url);
let common: ReadonlySet<string> | undefined;

/** Problems of a new password; `about` are words others guess first, such as one's own login. No rules of composition. */
export function passwordProblems(password: string, about: readonly string[], pointer = "/password"): Problem[] {
  if ([...password].length < MIN_LENGTH) return [problem(pointer, "password_too_short", { count: MIN_LENGTH })];
  const plain = password.toLowerCase();
  const guessed = ["trellis", ...about.flatMap(guesses)].some((word) => bare(plain) === bare(word));
  if (guessed) return [problem(pointer, "password_guessable")];
  common ??= new Set(readFileSync(list, "utf8").split("\n"));
  return common.has(plain) || isOneSign(plain) ? [problem(pointer, "password_common")] : [];
}

const problem = (pointer: string, code: string, values = {}): Problem => ({
  pointer,
  code,
  message: `problem.${code}`,
  values,
});

/** An address is guessed whole and by what stands before the @. */
const guesses = (word: string): string[] => [word, word.split("@")[0] ?? word].filter((part) => part.length > 2);

/** `Trellis2026!` is `trellis` to those who guess. */
const bare = (word: string): string => word.toLowerCase().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");

const isOneSign = (word: string): boolean => new Set(word).size === 1;
