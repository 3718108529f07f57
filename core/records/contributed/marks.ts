// What a plugin wrote last, remembered word by word as short marks: so its next version can tell what somebody edited since,
// and leaves that alone.
import { createHash } from "node:crypto";
import { isObject } from "../../kernel/json.ts";

/** Word → mark of its value. */
export type Marks = Readonly<Record<string, string>>;

type Words = Readonly<Record<string, unknown>>;

export const marksOf = (words: Words): Marks =>
  Object.fromEntries(
    Object.entries(words).flatMap(([word, value]) => (value === undefined ? [] : [[word, markOf(value)]])),
  );

const markOf = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(inOrder(value)))
    .digest("hex")
    .slice(0, 12);

/** The data base keeps the members of an object in an order of its own. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, inOrder(value[key])]),
  );
}

/** True while the value is the one that was marked; an absent one where nothing was marked. */
export const isUntouched = (value: unknown, mark: string | undefined): boolean =>
  (value === undefined ? undefined : markOf(value)) === mark;

/** The words of `next`, but for those that somebody edited since `marks` were taken: they stay. */
export function merged(now: Words, marks: Marks, next: Words): Words {
  const words = new Set([...Object.keys(now), ...Object.keys(next)]);
  const all = [...words].map((word) => [word, isUntouched(now[word], marks[word]) ? next[word] : now[word]] as const);
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}
