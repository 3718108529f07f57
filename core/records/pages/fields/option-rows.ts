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

/** In which language the boxes of the labels are written: the reader's own, or another one for once. */
export interface Writing {
  readonly language: Language;
  readonly own: Language;
}

/** The options as the rows say them; what they do not ask for, such as other languages, is kept by id. */
export function optionsInRows(form: Values, before: readonly Option[], writing: Writing): Option[] {
  const known = new Map(before.map((option) => [option.id, option]));
  const [ids, labels, shades] = ["id", "label", "color"].map((part) => form.list(`option.${part}`));
  return (ids ?? []).flatMap((id, at) => {
    const [label, color] = [labels?.[at]?.trim() ?? "", shades?.[at] ?? ""];
    const option = known.get(id);
    // Without a word in one's own language there is no option; another language may do without.
    if (label === "" && (writing.language === writing.own || !option)) return [];
    return [optionAs(option ?? { id, label }, { label, color }, writing)];
  });
}

function optionAs(option: Option, said: { label: string; color: string }, writing: Writing): Option {
  const { color: _, label: before, ...rest } = option;
  const colored = said.color !== "" && (colors as readonly string[]).includes(said.color);
  return { ...rest, label: labelAs(before, said.label, writing), ...(colored && { color: said.color }) };
}

/** The label with this text in the language that is written. */
function labelAs(before: Option["label"], text: string, { language, own }: Writing): Option["label"] {
  if (typeof before === "string") {
    if (language === own) return text;
    return text === "" || text === before ? before : { [own]: before, [language]: text };
  }
  const { [language]: _, ...others } = before;
  const label = text === "" ? others : { ...others, [language]: text };
  return Object.keys(label).length === 0 ? before : label;
}

/** A pasted list, one per line, behind the rows; what is there already is not there twice. */
export function addedTo(rows: readonly Option[], text: string): Option[] {
  const taken = new Set(rows.map(({ id }) => id));
  const said = new Set(rows.flatMap(({ label }) => (typeof label === "string" ? [label] : Object.values(label))));
  const fresh = linesOf(text).filter((line) => !said.has(line));
  return [...rows, ...fresh.map((line) => ({ id: freeId(line, taken), label: line }))];
}

/** The lines of a long list; an option is known by its label. */
export function optionsInLines(text: string, before: readonly Option[], language: Language): Option[] {
  const taken = new Set(before.map(({ id }) => id));
  const byLabel = new Map(before.map((option) => [labelOf(option.label, language), option]));
  return linesOf(text).map((line) => byLabel.get(line) ?? { id: freeId(line, taken), label: line });
}

const linesOf = (text: string): string[] => [...new Set(text.split(/\r?\n/).map(shortened).filter(Boolean))];

/** As long as a label may be. */
export const shortened = (text: string): string => text.trim().slice(0, 120);

/** The id comes from the words, because programs and files read it: `Süd-West` → `sud_west`. */
export function freeId(label: string, taken: Set<string>): string {
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

export type Move = "up" | "down" | "drop" | "in" | "out";

/** `option.up:2`, `option.drop:1`: what a button beside a row asks for; undefined when it was another button. */
export function moveIn(asked: string): { readonly move: Move; readonly at: number } | undefined {
  const [, move, place] = /^option\.(up|down|drop|in|out):(\d{1,4})$/.exec(asked) ?? [];
  return move === undefined ? undefined : { move: move as Move, at: Number(place) };
}

/** A plain list after such a move. */
export function moved(options: readonly Option[], { move, at }: { move: Move; at: number }): readonly Option[] {
  const option = options[at];
  if (!option) return options;
  const rest = options.toSpliced(at, 1);
  if (move === "drop") return rest;
  return rest.toSpliced(move === "up" ? Math.max(0, at - 1) : at + 1, 0, option);
}
