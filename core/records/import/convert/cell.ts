// From the text of a cell to the value a field takes. Built once per column; the column's profile decides what signs mean.
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import type { Field, Option, Reading } from "../../fields/field.ts";
import { nodeNamed } from "../../fields/types/tree.ts";
import { instantIn } from "../../fields/types/moment.ts";
import type { ColumnPlan } from "../plan/plan.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import { type DateOrder, isoDate, orderOf, readDate } from "../profile/date-text.ts";
import { type DecimalSign, plainDecimal, readNumber } from "../profile/number-text.ts";
import { labelsOf, optionFinder, type Say } from "./options.ts";

/** Reads a filled cell; `currency` is that of the row, where the file says one. */
export type CellReader = (text: string, currency?: string) => Checked<unknown>;

export interface ReadingOf {
  readonly field: Field;
  readonly profile: ColumnProfile | undefined;
  readonly plan: ColumnPlan;
  readonly currency: string;
  readonly reading: Reading;
  readonly say: Say;
}

type Make = (about: ReadingOf) => CellReader;

const makers: Readonly<Record<string, Make>> = {
  integer: numbers,
  decimal: numbers,
  percent: numbers,
  rating: numbers,
  money,
  date: dates,
  dateTime: instants,
  choice: choices,
  choices: lists,
  tree: branches,
};

/** The reader of one column for one field. Texts, e-mails and phone numbers are checked by the field itself. */
export function cellReader(about: ReadingOf): CellReader {
  const make = makers[about.field.type.name] ?? typed;
  const read = make(about);
  const meant = new Map(Object.entries(about.plan.values ?? {}));
  if (meant.size === 0) return read;
  return (text, currency) => {
    const other = meant.get(text);
    if (other === undefined) return read(text, currency);
    return other === "" ? fits(null) : read(other, currency);
  };
}

const asText = new Set(["text", "longText", "email", "phone", "url"]);

const typed: Make = ({ field, reading }) =>
  asText.has(field.type.name) ? fits : (text) => field.type.parse(text, field.schema, reading);

const signOf = ({ plan, profile, reading }: ReadingOf): DecimalSign =>
  plan.sign ?? profile?.numbers?.sign ?? (reading.language.startsWith("en") ? "." : ",");

function numbers(about: ReadingOf): CellReader {
  const sign = signOf(about);
  const { field, reading } = about;
  return (text) => {
    const number = readNumber(text);
    const plain = number && plainDecimal(number, sign);
    return plain === undefined ? field.type.parse(text, field.schema, reading) : fits(plain);
  };
}

function money(about: ReadingOf): CellReader {
  const sign = signOf(about);
  const usual = about.currency || about.reading.currency;
  return (text, currency) => {
    const number = readNumber(text);
    const amount = number && plainDecimal(number, sign);
    if (amount === undefined) return misfit("not_a_number", { value: text.slice(0, 40) });
    return fits({ amount, currency: currency || number?.currency || usual });
  };
}

const orderFor = ({ plan, profile, reading }: ReadingOf): DateOrder =>
  plan.order ??
  profile?.dates?.order ??
  (reading.language.startsWith("en") && reading.country === "US" ? "mdy" : "dmy");

function dates(about: ReadingOf): CellReader {
  const order = orderFor(about);
  return (text) => {
    const iso = dayOf(text, order);
    return iso === undefined ? misfit("not_a_date", { value: text.slice(0, 40) }) : fits(iso);
  };
}

function dayOf(text: string, order: DateOrder): string | undefined {
  const date = readDate(text);
  if (!date) return undefined;
  const own = orderOf(date);
  if (own === "broken") return undefined;
  return isoDate(date, own === "ymd" ? "ymd" : date.separator === "a" ? "dmy" : order);
}

function instants(about: ReadingOf): CellReader {
  const order = orderFor(about);
  const { field, reading } = about;
  return (text) => {
    if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text)) return field.type.parse(text, field.schema, reading);
    const day = dayOf(text, order);
    const time = readDate(text)?.time || "00:00:00";
    return day === undefined
      ? misfit("not_a_time", { value: text.slice(0, 40) })
      : fits(instantIn(`${day}T${time.padStart(8, "0")}`, reading.timeZone));
  };
}

function branches({ field, say }: ReadingOf): CellReader {
  const namesOf = (option: Option) => [option.id, ...labelsOf(option, say)];
  return (text) => {
    const id = nodeNamed(field.schema, text, namesOf);
    return id === undefined ? misfit("not_an_option", { value: text.slice(0, 80) }) : fits(id);
  };
}

function choices({ field, say }: ReadingOf): CellReader {
  const find = optionFinder(field, say);
  return (text) => {
    const id = find(text);
    return id === undefined ? misfit("not_an_option", { value: text.slice(0, 80) }) : fits(id);
  };
}

function lists({ field, say }: ReadingOf): CellReader {
  const find = optionFinder(field, say);
  return (text) => {
    const words = text
      .split(/[;,\n]/)
      .map((word) => word.trim())
      .filter(Boolean);
    const ids = words.map((word) => find(word));
    const unknown = words.find((_, at) => ids[at] === undefined);
    return unknown === undefined ? fits(ids) : misfit("not_an_option", { value: unknown.slice(0, 80) });
  };
}
