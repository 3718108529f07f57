// What the boxes of a form show. One flat view for all kinds of boxes, because templates are strict.
import type { Problem } from "../../kernel/errors.ts";
import { isId } from "../../kernel/ids.ts";
import type { Field } from "../fields/field.ts";
import { optionsOf } from "../fields/types/choice.ts";
import { type Choices, kindReferred } from "./choices.ts";
import { currencies } from "./currencies.ts";
import { fieldHelp, fieldLabel, labelText } from "./labels.ts";
import type { Reader } from "./reader.ts";
import { pointerOf } from "./values.ts";

export interface InputOption {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

export interface ChannelRow {
  readonly types: readonly InputOption[];
  readonly value: string;
  readonly label: string;
  readonly uses: readonly InputOption[];
  readonly kept: string;
}

export interface InputView {
  /** Template of the box. */
  readonly partial: string;
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly help: string | null;
  readonly problem: string | null;
  readonly required: boolean;
  readonly autofocus: boolean;
  /** As wide as its section. */
  readonly full: boolean;
  /** Ids of help and problem, for screen readers. */
  readonly describedBy: string | null;
  /** True when several boxes stand under one label, which is then a legend. */
  readonly group: boolean;
  readonly value: string;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  readonly options: readonly InputOption[];
  readonly rows: readonly ChannelRow[];
  /** Address that answers with choices for what is typed; null when there is nothing to look up. */
  readonly pick: string | null;
  readonly multiple: boolean;
  /** What was looked for in vain; null when something was found or nothing was looked for. */
  readonly nothing: string | null;
}

export interface FormContext {
  readonly reader: Reader;
  readonly choices: Choices;
  readonly problems: readonly Problem[];
  /** Path of the field that the cursor starts in. */
  readonly autofocus?: string | undefined;
  /** Put before ids, so that two forms on one page do not share them. */
  readonly prefix?: string;
  readonly pluralOf: (kind: string) => string | undefined;
}

/** The box of one field, filled with what stands or was typed in it. */
export function inputView(field: Field, typed: URLSearchParams, context: FormContext): InputView {
  const id = `${context.prefix ?? "f"}-${field.path.replace(".", "-")}`;
  const problem = problemOf(field, context);
  const help = fieldHelp(field, context.reader);
  const box = boxes[field.type.input] ?? boxes["text"];
  return {
    id,
    name: field.path,
    label: fieldLabel(field, context.reader),
    help,
    problem,
    required: field.required,
    autofocus: context.autofocus === field.path,
    full: false,
    describedBy: [problem && `${id}-problem`, help && `${id}-help`].filter(Boolean).join(" ") || null,
    ...nothing,
    value: typed.get(field.path) ?? "",
    ...box?.(field, typed, context),
  };
}

const nothing = {
  partial: "fields/_input-text",
  group: false,
  attributes: {},
  options: [],
  rows: [],
  pick: null,
  multiple: false,
  nothing: null,
};

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

const peopleBox: Box = (field, typed, context) => ({
  partial: "fields/_input-choice",
  options: pickOptions(field, typed, context),
});

/** What stands there stays to be chosen, also when this person may not see what it is: saving must not take it away. */
function pickOptions(field: Field, typed: URLSearchParams, { choices, reader }: FormContext): InputOption[] {
  const chosen = typed.getAll(field.path);
  const offered = choices.get(field.path) ?? [];
  const unseen = chosen.filter((id) => isId(id) && !offered.some((one) => one.id === id));
  const all = [...unseen.map((id) => ({ id, title: reader.say("records.value.hidden") })), ...offered];
  return all.map(({ id, title }) => ({ value: id, label: title, chosen: chosen.includes(id) }));
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

const moneyBox: Box = (field, typed, { reader }) => {
  const chosen = typed.get(`${field.path}.currency`) || reader.reading.currency;
  return {
    partial: "fields/_input-money",
    attributes: { inputmode: "decimal" },
    options: currencies(chosen).map((code) => ({ value: code, label: code, chosen: code === chosen })),
  };
};

const ratingBox: Box = (field, typed) => ({
  partial: "fields/_input-choice",
  options: [1, 2, 3, 4, 5].map((stars) => ({
    value: String(stars),
    label: "★".repeat(stars),
    chosen: typed.get(field.path) === String(stars),
  })),
});

const SPARE_ROWS = 2;
const channelTypes = ["phone", "email", "messenger", "site"] as const;

const channelsBox: Box = (field, typed, { reader }) => {
  const column = (part: string) => typed.getAll(`${field.path}.${part}`);
  const columns = ["type", "value", "label", "use", "kept"].map(column);
  const filled = columns[1]?.filter((value) => value !== "").length ?? 0;
  const row = (_: unknown, at: number) =>
    channelRow(
      columns.map((column) => column[at] ?? ""),
      reader,
    );
  return { partial: "fields/_input-channels", group: true, rows: Array.from({ length: filled + SPARE_ROWS }, row) };
};

function channelRow([type, value = "", label = "", use, kept = ""]: readonly string[], reader: Reader): ChannelRow {
  const types = chosenOf(channelTypes, type || "phone", "records.channel", reader);
  return { types, value, label, uses: chosenOf(["yes", "no"], use || "yes", "records.channel.use", reader), kept };
}

const chosenOf = (ids: readonly string[], chosen: string, prefix: string, { say }: Reader): InputOption[] =>
  ids.map((id) => ({ value: id, label: say(`${prefix}.${id}`), chosen: id === chosen }));

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
  choices: (...args) => ({ ...optionsBox(...args), partial: "fields/_input-choices", group: true }),
  user: peopleBox,
  team: peopleBox,
  reference: referenceBox(false),
  references: referenceBox(true),
  money: moneyBox,
  rating: ratingBox,
  channels: channelsBox,
};
