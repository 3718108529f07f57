// Sugar for writing field schemas by hand; a plugin may as well write the same JSON into a file.
import type { FieldSchema, Option } from "./field.ts";

type Words = Partial<Omit<FieldSchema, "x-type">> & {
  readonly label?: string;
  readonly help?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly section?: string;
  readonly indexed?: boolean;
  readonly unique?: boolean;
};

const short = ["label", "help", "required", "readOnly", "section", "indexed", "unique"] as const;

function field(type: string, words: Words): FieldSchema {
  const rest: Record<string, unknown> = { ...words };
  const marked: Record<string, unknown> = { "x-type": type };
  for (const word of short) {
    if (rest[word] !== undefined) marked[`x-${word}`] = rest[word];
    delete rest[word];
  }
  return { ...rest, ...marked } as FieldSchema;
}

export const text = (words: Words = {}): FieldSchema => field("text", { maxLength: 255, ...words });
export const longText = (words: Words = {}): FieldSchema => field("longText", { maxLength: 20_000, ...words });
export const integer = (words: Words = {}): FieldSchema => field("integer", words);
/** `decimals` digits after the point at most (6 when absent); more is an error, never a rounding. */
export const decimal = (words: Words & { decimals?: number } = {}): FieldSchema => {
  const { decimals = 6, ...rest } = words;
  return field("decimal", { "x-decimals": decimals, ...rest });
};
export const money = (words: Words = {}): FieldSchema => field("money", words);
/** A percentage as people say it: 12.5 means 12.5 %. */
export const percent = (words: Words = {}): FieldSchema => field("percent", words);
export const boolean = (words: Words = {}): FieldSchema => field("boolean", words);
export const date = (words: Words = {}): FieldSchema => field("date", words);
export const dateTime = (words: Words = {}): FieldSchema => field("dateTime", words);
/** Minutes. */
export const duration = (words: Words = {}): FieldSchema => field("duration", words);
export const rating = (words: Words = {}): FieldSchema => field("rating", words);
export const email = (words: Words = {}): FieldSchema => field("email", words);
export const phone = (words: Words = {}): FieldSchema => field("phone", words);
export const url = (words: Words = {}): FieldSchema => field("url", words);
export const user = (words: Words = {}): FieldSchema => field("user", words);
export const team = (words: Words = {}): FieldSchema => field("team", words);
export const tags = (words: Words = {}): FieldSchema => field("tags", words);
export const channels = (words: Words = {}): FieldSchema => field("channels", words);
export const json = (words: Words = {}): FieldSchema => field("json", words);
/** Counts up by itself from the column's sequence; the number people speak of. */
export const autoNumber = (words: Words = {}): FieldSchema => field("autoNumber", { readOnly: true, ...words });

export const reference = (kind: string, words: Words = {}): FieldSchema =>
  field("reference", { "x-kind": kind, ...words });
export const references = (kind: string, words: Words = {}): FieldSchema =>
  field("references", { "x-kind": kind, ...words });

/** One of several; an option is its id with the label's key `<prefix>.<id>`, or a whole Option. */
export const choice = (options: readonly Option[], words: Words = {}): FieldSchema =>
  field("choice", { "x-options": options, ...words });
export const choices = (options: readonly Option[], words: Words = {}): FieldSchema =>
  field("choices", { "x-options": options, ...words });

/** Options whose labels are the words `<prefix>.<id>`. */
export const options = (prefix: string, ids: readonly string[]): Option[] =>
  ids.map((id) => ({ id, label: `${prefix}.${id}` }));
