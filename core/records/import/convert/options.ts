// Options of a choice by everything people call them: id, label in each of our languages, label as the file spells it.
import type { Field, Option } from "../../fields/field.ts";

/** A word in a language; `Words.t`. */
export type Say = (language: string, key: string, values?: Readonly<Record<string, unknown>>) => string;

export const languages = ["en", "de", "es", "bg", "zh-Hans"] as const;

const plain = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

/** All labels of an option. */
export function labelsOf(option: Option, say: Say): string[] {
  if (typeof option.label !== "string") return Object.values(option.label);
  return [...new Set(languages.map((language) => say(language, option.label as string)))];
}

/** Answers the option's id for a text, or undefined. Archived options are not taken. */
export function optionFinder(field: Field, say: Say): (text: string) => string | undefined {
  const ids = new Map<string, string>();
  const live = (field.schema["x-options"] ?? []).filter((option) => !option.archived);
  for (const option of live.toReversed()) for (const label of labelsOf(option, say)) ids.set(plain(label), option.id);
  for (const option of live) ids.set(plain(option.id), option.id);
  return (text) => ids.get(plain(text));
}
