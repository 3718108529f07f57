// What the boxes of a form show.
import { isId } from "../../kernel/ids.ts";
import type { Field } from "../fields/field.ts";
import { leadsToMany } from "../query/related.ts";
import type { Related } from "../record.ts";
import { optionsOf } from "../fields/types/choice.ts";
import { starsOf } from "../fields/types/rating.ts";
import { unitText } from "../fields/types/unit.ts";
import { kindReferred } from "./choices.ts";
import { currencies } from "./currencies.ts";
import type { FormContext, InputOption, InputView } from "./input-view.ts";
import { fieldHelp, fieldLabel, labelText } from "./labels.ts";
import type { Reader } from "./reader.ts";
import { addressBox, channelsBox, fileBox, treeBox } from "./structured-inputs.ts";
import { pointerOf } from "./values.ts";

/** The box of one field, filled with what stands or was typed in it. */
export function inputView(field: Field, typed: URLSearchParams, context: FormContext): InputView {
  const id = `${context.prefix ?? "f"}-${field.path.replace(".", "-")}`;
  const problem = problemOf(field, context);
  const help = fieldHelp(field, context.reader);
  const box = boxes[field.type.input] ?? boxes["text"];
  return {
    id,
    name: field.path,
    label: withUnit(field, context.reader),
    help,
    problem,
    required: field.required,
    autofocus: context.autofocus === field.path,
    full: false,
    decides: context.decides?.has(field.path) ?? false,
    describedBy: [problem && `${id}-problem`, help && `${id}-help`].filter(Boolean).join(" ") || null,
    ...nothing,
    value: typed.get(field.path) ?? "",
    ...box?.(field, typed, context),
  };
}

/** What stands in the place of the box of a field that a rule locks. */
export function lockedInput(
  field: Field,
  { text, rule }: { text: string; rule: string | null },
  reader: Reader,
): InputView {
  const id = `f-${field.path.replace(".", "-")}`;
  return {
    id,
    name: field.path,
    label: withUnit(field, reader),
    help: rule === null ? reader.say("records.form.locked.unnamed") : reader.say("records.form.locked", { rule }),
    problem: null,
    required: false,
    autofocus: false,
    full: false,
    decides: false,
    describedBy: `${id}-help`,
    ...nothing,
    partial: "fields/_input-locked",
    value: text,
  };
}

const nothing = {
  partial: "fields/_input-text",
  group: false,
  attributes: {},
  options: [],
  rows: [],
  parts: [],
  pick: null,
  multiple: false,
  nothing: null,
};

/** `Weight (kg)`: what a number in this box counts. */
function withUnit(field: Field, reader: Reader): string {
  const unit = unitText(field.schema, reader.reading.language);
  return unit === "" ? fieldLabel(field, reader) : `${fieldLabel(field, reader)} (${unit})`;
}

/** The sentence about what is wrong with this field, or null. */
export function problemOf(field: Field, { problems, reader }: Pick<FormContext, "problems" | "reader">): string | null {
  const pointer = pointerOf(field);
  const found = problems.find((problem) => problem.pointer === pointer || problem.pointer.startsWith(`${pointer}/`));
  return found ? reader.say(found.message, found.values) : null;
}

type Box = (field: Field, typed: URLSearchParams, context: FormContext) => Partial<InputView>;

const line =
  (attributes: InputView["attributes"]): Box =>
  ({ schema }) => ({
    attributes: { ...attributes, maxlength: typeof schema["maxLength"] === "number" ? schema["maxLength"] : null },
  });

const optionsBox: Box = (field, typed, { reader }) => ({
  partial: "fields/_input-choice",
  options: options(field, typed.getAll(field.path), reader),
});

function options(field: Field, chosen: readonly string[], reader: Reader): InputOption[] {
  const offered = optionsOf(field.schema).filter((option) => !option.archived || chosen.includes(option.id));
  return offered.map(({ id, label }) => ({ value: id, label: labelText(label, reader), chosen: chosen.includes(id) }));
}

/** More would be a wall of boxes to tick. */
const MOST_BOXES = 40;

/** Several of a list: boxes to tick, or a list to mark in when there are many. */
export const manyBox = (options: readonly InputOption[]): Partial<InputView> => ({
  partial: options.length > MOST_BOXES ? "fields/_input-select-many" : "fields/_input-choices",
  group: true,
  options,
});

const peopleBox: Box = (field, typed, context) => ({
  partial: "fields/_input-choice",
  options: pickOptions(field, typed, context),
});

/** What stands there stays to be chosen, also when this person may not see what it is: saving must not take it away. */
function pickOptions(field: Field, typed: URLSearchParams, { choices, reader }: FormContext): InputOption[] {
  const chosen = typed.getAll(field.path);
  const offered = choices.get(field.path) ?? [];
  const isChosen = ({ id }: Related) => chosen.includes(id);
  const standing = chosenOptions(chosen, offered, reader);
  if (leadsToMany(field)) return [...standing, ...offered.filter((one) => !isChosen(one)).map(asOption(false))];
  const unseen = standing.filter(({ value }) => !offered.some(({ id }) => id === value));
  return [...unseen, ...offered.map((one) => asOption(isChosen(one))(one))];
}

const asOption =
  (chosen: boolean) =>
  ({ id, title }: Related): InputOption => ({ value: id, label: title, chosen });

/** What stands in a box, in its order, by name where it may be seen. */
export function chosenOptions(ids: readonly string[], seen: readonly Related[], reader: Reader): InputOption[] {
  const titles = new Map(seen.map(({ id, title }) => [id, title]));
  const hidden = (): string => reader.say("records.value.hidden");
  return ids.filter(isId).map((id) => asOption(true)({ id, title: titles.get(id) ?? hidden() }));
}

// Kinds without pages (stages, reasons) have few records: all of them stand in a list.
const referenceBox =
  (multiple: boolean): Box =>
  (field, typed, context) =>
    context.pluralOf(kindReferred(field) ?? "") === undefined
      ? {
          partial: multiple ? "fields/_input-choices" : "fields/_input-choice",
          group: multiple,
          options: pickOptions(field, typed, context),
        }
      : pickerBox(multiple)(field, typed, context);

const pickerBox =
  (multiple: boolean): Box =>
  (field, typed, context) => ({
    partial: "fields/_input-reference",
    group: true,
    multiple,
    value: typed.get(`${field.path}.q`) ?? "",
    options: pickOptions(field, typed, context),
    pick: pickPath(field, multiple, context.pluralOf),
  });

function pickPath(field: Field, multiple: boolean, pluralOf: FormContext["pluralOf"]): string | null {
  const plural = pluralOf(kindReferred(field) ?? "");
  return plural === undefined
    ? null
    : `/${plural}/pick?name=${encodeURIComponent(field.path)}${multiple ? "&multiple=yes" : ""}`;
}

const moneyBox: Box = (field, typed, { reader, crowded }) => {
  const chosen = typed.get(`${field.path}.currency`) || reader.reading.currency;
  return {
    partial: "fields/_input-money",
    attributes: { inputmode: "decimal" },
    options: currencies(chosen, crowded).map((code) => ({ value: code, label: code, chosen: code === chosen })),
  };
};

const ratingBox: Box = (field, typed) => ({
  partial: "fields/_input-choice",
  options: Array.from({ length: starsOf(field.schema) }, (_, at) => at + 1).map((stars) => ({
    value: String(stars),
    label: "★".repeat(stars),
    chosen: typed.get(field.path) === String(stars),
  })),
});

const boxes: Readonly<Record<string, Box>> = {
  text: line({ type: "text" }),
  email: line({ type: "email", autocomplete: "off", spellcheck: "false" }),
  phone: line({ type: "tel", autocomplete: "off" }),
  url: line({ type: "text", inputmode: "url", spellcheck: "false" }),
  number: line({ type: "text", inputmode: "decimal" }),
  date: line({ type: "date", max: "9999-12-31" }),
  "date-time": line({ type: "datetime-local", max: "9999-12-31T23:59" }),
  "long-text": (...args) => ({ ...line({ rows: 4 })(...args), partial: "fields/_input-long-text" }),
  tags: (_field, _typed, { reader }) => ({
    attributes: { type: "text", placeholder: reader.say("records.tags.hint") },
  }),
  boolean: (field, typed) => ({ partial: "fields/_input-boolean", value: typed.getAll(field.path).at(-1) ?? "" }),
  choice: optionsBox,
  duration: line({ type: "text", placeholder: "1:30", autocomplete: "off" }),
  json: (...args) => ({ ...line({ rows: 4, spellcheck: "false" })(...args), partial: "fields/_input-long-text" }),
  tree: treeBox,
  address: addressBox,
  file: fileBox,
  choices: (...args) => manyBox(optionsBox(...args).options ?? []),
  user: peopleBox,
  team: peopleBox,
  reference: referenceBox(false),
  references: referenceBox(true),
  money: moneyBox,
  rating: ratingBox,
  channels: channelsBox,
};
