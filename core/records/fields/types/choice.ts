import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import type { FieldSchema, FieldType, Option } from "../field.ts";
import { choiceOperators, cleanLine, column, isShort, listOperators } from "./plain.ts";

export const optionsOf = (schema: FieldSchema): readonly Option[] => schema["x-options"] ?? [];

const byId = new WeakMap<FieldSchema, Map<string, Option>>();

/** The option with this id; also an archived one, which old records may still have. */
export function optionOf(schema: FieldSchema, id: unknown): Option | undefined {
  let known = byId.get(schema);
  if (!known) {
    known = new Map(optionsOf(schema).map((option) => [option.id, option]));
    byId.set(schema, known);
  }
  return typeof id === "string" ? known.get(id) : undefined;
}

/** The label in a language; a word's key stands for itself, for whoever knows the words. */
export function labelOf(label: Option["label"], language: string): string {
  if (typeof label === "string") return label;
  return label[language] ?? label["en"] ?? Object.values(label)[0] ?? "";
}

const named = (value: unknown): string => (typeof value === "string" ? value.slice(0, 80) : "");

function check(value: unknown, schema: FieldSchema): Checked<unknown> {
  if (value === "") return fits(null);
  const option = optionOf(schema, value);
  return option && !option.archived ? fits(value) : misfit("not_an_option", { value: named(value) });
}

const folded = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

function parse(text: string, schema: FieldSchema): Checked<unknown> {
  if (text.trim() === "") return fits(null);
  const wanted = folded(text);
  const labels = (option: Option) => (typeof option.label === "string" ? [option.label] : Object.values(option.label));
  const found = optionsOf(schema).find(
    (option) => option.id === text || [option.id, ...labels(option)].some((word) => folded(word) === wanted),
  );
  return found ? check(found.id, schema) : misfit("not_an_option", { value: text.slice(0, 80) });
}

const live = (schema: FieldSchema) =>
  optionsOf(schema)
    .filter((option) => !option.archived)
    .map((option) => option.id);

export const choice: FieldType = {
  name: "choice",
  words: ["x-options"],
  input: "choice",
  columns: column("text"),
  operators: choiceOperators,
  sortable: true,
  jsonSchema: (schema) => ({ type: "string", enum: live(schema) }),
  check,
  parse,
  format: (value, schema, { language }) => labelOf(optionOf(schema, value)?.label ?? String(value ?? ""), language),
};

function each(values: readonly unknown[], check: (value: unknown) => Checked<unknown>): Checked<unknown> {
  const found = new Set<unknown>();
  for (const value of values) {
    const one = check(value);
    if (!one.ok) return one;
    if (one.value !== null) found.add(one.value);
  }
  return fits(found.size === 0 ? null : [...found]);
}

const splitList = (text: string): string[] =>
  text
    .split(/[;,\n]/)
    .map((part) => part.trim())
    .filter(Boolean);

export const choices: FieldType = {
  name: "choices",
  words: ["x-options"],
  input: "choices",
  columns: column("text[]"),
  operators: listOperators,
  sortable: false,
  jsonSchema: (schema) => ({
    type: "array",
    items: { type: "string", enum: live(schema) },
    uniqueItems: true,
    maxItems: 200,
  }),
  check: (value, schema) =>
    Array.isArray(value) && value.length <= 200 ? each(value, (one) => check(one, schema)) : misfit("not_a_list"),
  parse: (text, schema) => each(splitList(text), (one) => parse(String(one), schema)),
  format: (value, schema, reading) =>
    Array.isArray(value) ? value.map((id) => choice.format(id, schema, reading)).join(", ") : "",
};

const checkTag = (value: unknown): Checked<unknown> => {
  if (!isShort(value, 60)) return misfit("not_a_tag");
  return fits(value.replace(/\s+/g, " ").trim() || null);
};

/** Free words; compared as written. */
export const tags: FieldType = {
  name: "tags",
  input: "tags",
  columns: column("text[]"),
  operators: listOperators,
  sortable: false,
  jsonSchema: () => ({
    type: "array",
    items: { type: "string", maxLength: 60, pattern: cleanLine },
    uniqueItems: true,
    maxItems: 50,
  }),
  check: (value) => (Array.isArray(value) && value.length <= 50 ? each(value, checkTag) : misfit("not_a_list")),
  parse: (text) => each(splitList(text), checkTag),
  format: (value) => (Array.isArray(value) ? value.join(", ") : ""),
};
