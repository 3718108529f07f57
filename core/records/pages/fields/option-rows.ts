// Options of a choice as rows of a form: their words, colours and order; a pasted list becomes more of them.
import type { Language } from "../../../i18n/languages.ts";
import type { Option } from "../../fields/field.ts";
import { labelOf } from "../../fields/types/choice.ts";
import { fold } from "../../search/fold.ts";
import type { Values } from "../../../web/values.ts";

/** Colours of the theme that a badge can have. */
export const colors = ["", "blue", "green", "orange", "red", "purple", "cyan", "yellow", "pink"] as const;

/** Above so many, options stand as text, one per line: a form of thousands of boxes helps nobody. */
export const MOST_ROWS = 60;

/** The options as the form says them; what it does not ask for, such as other languages, is kept by id. */
export function optionsFrom(form: Values, before: readonly Option[], language: Language): Option[] {
  if (form.has("option.lines")) return fromLines(form.text("option.lines"), before, language);
  const known = new Map(before.map((option) => [option.id, option]));
  const [ids, labels, shades] = ["id", "label", "color"].map((part) => form.list(`option.${part}`));
  const rows = (ids ?? []).flatMap((id, at) => {
    const label = labels?.[at]?.trim() ?? "";
    return label === ""
      ? []
      : [optionAs(known.get(id) ?? { id, label }, { label, color: shades?.[at] ?? "" }, language)];
  });
  return [...rows, ...added(form.text("option.more"), rows)];
}

function optionAs(option: Option, { label, color }: { label: string; color: string }, language: Language): Option {
  const { color: _, label: before, ...rest } = option;
  const said = typeof before === "string" ? label : { ...before, [language]: label };
  return { ...rest, label: said, ...(color !== "" && (colors as readonly string[]).includes(color) ? { color } : {}) };
}

/** A pasted list, one per line; what is there already is not there twice. */
function added(text: string, rows: readonly Option[]): Option[] {
  const taken = new Set(rows.map(({ id }) => id));
  const said = new Set(rows.map(({ label }) => (typeof label === "string" ? label : Object.values(label).join())));
  return linesOf(text)
    .filter((line) => !said.has(line))
    .map((line) => ({ id: freeId(line, taken), label: line }));
}

const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/\r?\n/)
      .map((line) => line.trim().slice(0, 120))
      .filter(Boolean),
  ),
];

function fromLines(text: string, before: readonly Option[], language: Language): Option[] {
  const taken = new Set(before.map(({ id }) => id));
  const byLabel = new Map(before.map((option) => [labelOf(option.label, language), option]));
  return linesOf(text).map((line) => byLabel.get(line) ?? { id: freeId(line, taken), label: line });
}

/** The id comes from the words, because programs and files read it: `Süd-West` → `sud_west`. */
function freeId(label: string, taken: Set<string>): string {
  const plain =
    fold(label)
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "")
      .slice(0, 60) || "option";
  let id = plain;
  for (let count = 2; taken.has(id); count++) id = `${plain}_${count}`;
  taken.add(id);
  return id;
}

/** `up:2`, `down:0`, `drop:1`: what a button beside a row asks for. */
export function moved(options: readonly Option[], asked: string): readonly Option[] {
  const [, what = "", place = ""] = /^option\.(up|down|drop):(\d{1,4})$/.exec(asked) ?? [];
  const at = Number(place);
  const option = options[at];
  if (what === "" || !option) return options;
  const rest = options.toSpliced(at, 1);
  return what === "drop" ? rest : rest.toSpliced(what === "up" ? Math.max(0, at - 1) : at + 1, 0, option);
}
