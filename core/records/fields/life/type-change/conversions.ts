// From a value of one type to a value of another. Exact or not at all: what would lose something is a misfit and is listed.
import { type Checked, fits, misfit } from "../../../../kernel/checked.ts";
import { Big } from "big.js";
import { isObject } from "../../../../kernel/json.ts";
import type { FieldSchema, FieldType, Manner, Reading } from "../../field.ts";
import { labelOf, optionOf } from "../../types/choice.ts";
import { fieldTypes } from "../../types/index.ts";
import { instantIn } from "../../types/moment.ts";

/** One value; never called with null, and answers null for "nothing". */
export type Convert = (value: unknown) => Checked<unknown>;

type Way = (from: FieldSchema, to: FieldSchema, manner: Manner) => Convert;

const texts = ["text", "longText", "email", "phone", "url"];
const numbers = ["integer", "decimal", "duration", "rating"];
const readable = [...numbers, "percent", "money", "boolean", "date", "dateTime", "choice", "choices", "tags", "tree"];
const writable = [...readable, "autoNumber"];

const typeOf = (schema: FieldSchema): FieldType => fieldTypes.get(schema["x-type"]) as FieldType;

const reading: Way = (_, to, { reading: how }) => {
  const type = typeOf(to);
  return (value) => type.parse(String(value), to, how);
};

const writing: Way = (from, to, { reading: how }) => {
  const [type, write] = [typeOf(to), writerOf(from, how)];
  return (value) => type.check(write(value), to, how);
};

const same: Way =
  (_, to, { reading: how }) =>
  (value) =>
    typeOf(to).check(value, to, how);

/** The text that stands for a value, so that it can be read back: numbers and days as machines write them. */
function writerOf(from: FieldSchema, { language }: Reading): (value: unknown) => string {
  const label = (id: unknown) => labelOf(optionOf(from, id)?.label ?? String(id), language);
  const writers: Readonly<Record<string, (value: unknown) => string>> = {
    boolean: (value) => (value === true ? "yes" : "no"),
    money: (value) => (isObject(value) ? `${String(value["amount"])} ${String(value["currency"])}` : ""),
    choice: label,
    tree: label,
    choices: (value) => (value as unknown[]).map(label).join(", "),
    tags: (value) => (value as string[]).join(", "),
  };
  return writers[from["x-type"]] ?? String;
}

const share =
  (divisor: number): Way =>
  (_, to, { factor, reading: how }) =>
  (value) =>
    typeOf(to).check(factor === "fraction" ? new Big(String(value)).times(divisor).toFixed() : value, to, how);

const single: Way = (_, to, { reading: how }) => {
  const type = typeOf(to);
  return (value) => {
    const [only, ...more] = value as unknown[];
    return more.length > 0 ? misfit("more_than_one", { count: more.length + 1 }) : type.check(only, to, how);
  };
};

const list: Way =
  (_, to, { reading: how }) =>
  (value) =>
    typeOf(to).check([value], to, how);

const amount: Way =
  (_, to, { reading: how }) =>
  (value) => {
    const money = value as { amount: string; currency: string };
    if (money.currency !== how.currency)
      return misfit("other_currency", { currency: money.currency, wanted: how.currency });
    return typeOf(to).check(money.amount, to, how);
  };

const priced: Way =
  (_, to, { reading: how }) =>
  (value) =>
    typeOf(to).check({ amount: String(value), currency: how.currency }, to, how);

const startOfDay: Way =
  (_from, _to, { reading: how }) =>
  (value) =>
    fits(instantIn(`${String(value)}T00:00:00`, how.timeZone));

const localDay: Way = (_from, _to, { reading: how }) => {
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: how.timeZone, dateStyle: "short" });
  return (value) => fits(day.format(new Date(String(value))));
};

// A label is one tag, whatever commas it has.
const tagged: Way = (from, to, { reading: how }) => {
  const write = writerOf({ ...from, "x-type": "choice" }, how);
  return (value) => typeOf(to).check([value].flat().map(write), to, how);
};

const labelled: Way = (from, to, { reading: how }) => {
  const write = writerOf(from, how);
  return (value) => typeOf(to).parse(write(value), to, how);
};

const between = (from: readonly string[], to: readonly string[], way: Way): [string, Way][] =>
  from.flatMap((one) => to.filter((other) => other !== one).map((other): [string, Way] => [`${one}>${other}`, way]));

/** Every change of type there is. Later lines win over earlier ones. */
const ways: ReadonlyMap<string, Way> = new Map([
  ...between(texts, [...texts, ...readable], reading),
  ...between(writable, ["text", "longText"], writing),
  ...between(numbers, numbers, same),
  ...between(["autoNumber"], ["integer", "decimal"], same),
  ...between(["percent"], numbers, share(0.01)),
  ...between(numbers, ["percent"], share(100)),
  ...between(["money"], ["integer", "decimal"], amount),
  ...between(["integer", "decimal"], ["money"], priced),
  ["choice>choices", list],
  ["choices>choice", single],
  ["reference>references", list],
  ["references>reference", single],
  ...between(["choice", "choices"], ["tags"], tagged),
  ...between(["tags"], ["choice", "choices"], labelled),
  ...between(["choice"], ["tree"], same),
  ...between(["tree"], ["choice"], same),
  ["date>dateTime", startOfDay],
  ["dateTime>date", localDay],
] as const);

/** Names of the types that a field of this type can become. */
export const possibleTypes = (type: string): readonly string[] =>
  [...ways.keys()].filter((way) => way.startsWith(`${type}>`)).map((way) => way.slice(type.length + 1));

/** True where percentages meet plain numbers, and somebody has to say what 12.5 means. */
export const needsFactor = (from: string, to: string): boolean =>
  (from === "percent") !== (to === "percent") &&
  [from, to].every((type) => type === "percent" || numbers.includes(type));

/** True where an amount gains or loses its currency. */
export const needsCurrency = (from: string, to: string): boolean => (from === "money") !== (to === "money");

/** The conversion, or undefined where there is none. A type becomes itself where only the place of its values changes. */
export function converterOf(from: FieldSchema, to: FieldSchema, manner: Manner): Convert | undefined {
  const otherTarget = from["x-kind"] !== to["x-kind"];
  if (otherTarget) return undefined;
  if (from["x-type"] === to["x-type"]) return fits;
  return ways.get(`${from["x-type"]}>${to["x-type"]}`)?.(from, to, manner);
}
