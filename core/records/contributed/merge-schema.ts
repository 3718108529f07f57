// The next version of a plugin's field, laid over what an administrator has made of it.
import type { FieldSchema, Option } from "../fields/field.ts";
import { isUntouched, type Marks, marksOf, merged } from "./marks.ts";

/** Options are marked one by one, because people add their own to those of a plugin. */
export function schemaMarks({ "x-options": options = [], ...words }: FieldSchema): Marks {
  return { ...marksOf(words), ...marksOf(Object.fromEntries(options.map((option) => [optionWord(option), option]))) };
}

const optionWord = ({ id }: Option): string => `option ${id}`;

export function mergedSchema(now: FieldSchema, marks: Marks, next: FieldSchema): FieldSchema {
  const { "x-options": had = [], ...words } = now;
  const { "x-options": wanted = [], ...rest } = next;
  const options = mergedOptions(had, marks, wanted);
  return { ...(merged(words, marks, rest) as FieldSchema), ...(options.length > 0 && { "x-options": options }) };
}

/** An option the plugin no longer has is put away, not dropped: records may hold it. */
function mergedOptions(now: readonly Option[], marks: Marks, next: readonly Option[]): Option[] {
  const had = new Set(now.map(({ id }) => id));
  const kept = now.map((option) => {
    if (!isUntouched(option, marks[optionWord(option)])) return option;
    return next.find(({ id }) => id === option.id) ?? { ...option, archived: true };
  });
  return [...kept, ...next.filter((option) => !had.has(option.id) && marks[optionWord(option)] === undefined)];
}
