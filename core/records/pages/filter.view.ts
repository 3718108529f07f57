import type { Problem } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import { optionOf } from "../fields/types/choice.ts";
import { pathText } from "../fields/types/tree.ts";
import { formatNumber } from "../fields/types/number.ts";
import type { Kind } from "../kind.ts";
import { fieldAt } from "../query/columns.ts";
import type { Condition } from "../query/grammar.ts";
import type { Related } from "../record.ts";
import type { Choices } from "./choices.ts";
import { isNumeric } from "./display.ts";
import { askedOf, filterable, periods, questionsOf } from "./filters.ts";
import type { InputView } from "./input-view.ts";
import { inputView, manyBox } from "./inputs.ts";
import { fieldLabel, labelText, pathLabel } from "./labels.ts";
import { conditionsOf, filterOf, type ListAsk, listHref, paramsOf, withParam } from "./list-ask.ts";
import type { Reader } from "./reader.ts";

export interface Chip {
  readonly text: string;
  /** The list without this condition. */
  readonly without: string;
}

export interface FilterContext {
  readonly kind: Kind;
  readonly reader: Reader;
  /** Titles of the records that filters speak of, by id. */
  readonly titles: ReadonlyMap<string, Related>;
}

/** One chip per condition; a filter with alternatives is one chip as a whole. */
export function chips(ask: ListAsk, context: FilterContext): readonly Chip[] {
  const conditions = conditionsOf(ask.filter);
  const { kind, reader } = context;
  if (!conditions) return [{ text: reader.say("records.filter.complex"), without: without(kind, ask, []) }];
  return conditions.map((condition) => ({
    text: sentence(condition, context),
    without: without(
      kind,
      ask,
      conditions.filter((other) => other !== condition),
    ),
  }));
}

// A view without its last condition is no longer that view.
function without(kind: Kind, ask: ListAsk, left: readonly Condition[]): string {
  const own = { ...ask.own, filter: true };
  return listHref(kind.plural, ask, { filter: filterOf(left), own, ...(left.length === 0 && { view: undefined }) });
}

/** "Amount is at least 1,000". */
function sentence({ field: path, op, value }: Condition, context: FilterContext): string {
  const { kind, reader } = context;
  const field = fieldAt(kind, path);
  const values = {
    field: pathLabel(kind, path, reader),
    value: field ? valueWords(field, op, value, context) : String(value),
  };
  return reader.say(field && isTime(field) ? `records.filter.date.${op}` : `records.filter.${op}`, values);
}

const isTime = ({ type }: Field): boolean => type.name === "date" || type.name === "dateTime";

const wordless: ReadonlySet<string> = new Set(["empty", "notEmpty"]);
const lists: ReadonlySet<string> = new Set(["in", "notIn", "hasAny", "under"]);

function valueWords(field: Field, op: Condition["op"], value: unknown, context: FilterContext): string {
  if (wordless.has(op)) return "";
  if (op === "within") return periodWords(String(value), context.reader);
  const items = lists.has(op) && !Array.isArray(value) ? String(value).split(",") : [value].flat();
  const words = items.map((one) => oneWord(field, one, context));
  return new Intl.ListFormat(context.reader.reading.language, { type: "disjunction" }).format(words);
}

const periodWords = (period: string, { say }: Reader): string =>
  periods.includes(period) ? say(`records.period.${periodKey(period)}`) : period.replace("/", " – ");

/** Keys of words have no minus sign: `-P7D` is `lastP7D`. */
const periodKey = (period: string): string => period.replace("-", "last");

function oneWord(field: Field, value: unknown, { reader, titles }: FilterContext): string {
  if (value === "me") return reader.say("records.filter.me");
  const title = titles.get(String(value));
  if (title) return title.title;
  if (optionOf(field.schema, value)) return pathText(field.schema, String(value), (label) => labelText(label, reader));
  if (field.type.name === "boolean") return reader.say(`records.value.${String(value) === "true" ? "yes" : "no"}`);
  if (isNumeric(field)) return formatNumber(String(value), reader.reading.language);
  return isTime(field) ? field.type.format(value, field.schema, reader.reading) : String(value);
}

export interface FilterForm {
  readonly action: string;
  /** The list this filter is added to, as the text of a query. */
  readonly list: string;
  /** Parameters of the board that asked; null for the list. */
  readonly board: string | null;
  /** Where to go back to. */
  readonly cancel: string;
  readonly field: string;
  readonly label: string;
  readonly questions: readonly { readonly value: string; readonly label: string; readonly chosen: boolean }[];
  readonly asked: string;
  readonly input: InputView;
  readonly periods: readonly { readonly value: string; readonly label: string; readonly chosen: boolean }[];
  readonly from: string;
  readonly to: string;
  readonly endType: string;
  readonly problem: string | null;
  readonly mine: boolean;
}

interface Asking extends Omit<FilterContext, "titles"> {
  readonly ask: ListAsk;
  readonly field: Field;
  readonly typed: URLSearchParams;
  readonly choices: Choices;
  readonly problems: readonly Problem[];
  readonly pluralOf: (kind: string) => string | undefined;
}

/** The form that asks a field a question. */
export function filterForm({ kind, reader, ask, field, typed, choices, problems, pluralOf }: Asking): FilterForm {
  const op = typed.get("op");
  return {
    action: `/${kind.plural}/filter`,
    list: paramsOf({ ...ask, after: undefined, before: 0 }).toString(),
    board: ask.board ?? null,
    cancel: listHref(kind.plural, ask),
    field: field.path,
    label: fieldLabel(field, reader),
    questions: questionsOf(field).map((value) => ({
      value,
      label: reader.say(`records.question.${value}`),
      chosen: value === op,
    })),
    asked: askedOf(field),
    input: valueInput(field, typed, { reader, choices, pluralOf }),
    periods: periods.map((value) => ({
      value,
      label: periodWords(value, reader),
      chosen: value === (typed.get("value") ?? "thisMonth"),
    })),
    from: typed.get("from") ?? "",
    to: typed.get("to") ?? "",
    endType: isTime(field) ? "date" : "text",
    problem: problems[0] ? reader.say(problems[0].message, problems[0].values) : null,
    mine: field.type.name === "user",
  };
}

// The box is the field's own, under the name `value`; several choices are always possible in a filter.
function valueInput(
  field: Field,
  typed: URLSearchParams,
  context: Pick<Asking, "reader" | "choices" | "pluralOf">,
): InputView {
  const asked = { ...field, path: "value", required: false };
  const choices = new Map([["value", context.choices.get(field.path) ?? []]]);
  const input = inputView(asked, typed, { ...context, choices, problems: [], prefix: "filter" });
  const kinds = { options: manyBox(input.options), text: { partial: "fields/_input-text", group: false } };
  return { ...input, ...kinds[askedOf(field) as keyof typeof kinds], multiple: true };
}

/** Fields to filter by, as links for a menu. */
export function filterMenu(
  kind: Kind,
  ask: ListAsk,
  reader: Reader,
): readonly { path: string; label: string; href: string }[] {
  // Another condition cannot stand in an address beside alternatives.
  if (conditionsOf(ask.filter) === undefined) return [];
  const list = listHref(kind.plural, ask);
  return filterable(kind).map((field) => ({
    path: field.path,
    label: fieldLabel(field, reader),
    href: withParam(list, "add", field.path),
  }));
}
