import { Big } from "big.js";
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import { isObject } from "../../../kernel/json.ts";
import type { FieldSchema, FieldType, Reading } from "../field.ts";
import { plainNumber } from "../numbers.ts";
import { currencyDigits } from "./currency-digits.ts";
import { amountSql } from "./money-sql.ts";
import { checkDecimal, decimalJson } from "./number.ts";
import { numberOperators } from "./plain.ts";

/** Decimal text and ISO 4217 code. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

const known = new Set(Intl.supportedValuesOf("currency"));
const byDigits = Map.groupBy([...known], currencyDigits);

function check(value: unknown, schema: FieldSchema, reading: Reading): Checked<unknown> {
  const { amount, currency = reading.currency, ...more } = isObject(value) ? value : { amount: value };
  if (Object.keys(more).length > 0) return misfit("unknown_key", { key: Object.keys(more)[0] });
  if (amount === null || amount === undefined) return fits(null);
  if (typeof currency !== "string" || !known.has(currency)) return misfit("not_a_currency");
  const number = checkDecimal(amount, currencyDigits(currency), schema);
  if (!number.ok) return number;
  return fits({ amount: new Big(number.value).toFixed(currencyDigits(currency)), currency });
}

const signs: readonly (readonly [string, string])[] = [
  ["€", "EUR"],
  ["$", "USD"],
  ["£", "GBP"],
  ["лв", "BGN"],
  ["¥", "CNY"],
  ["zł", "PLN"],
];

function parse(text: string, schema: FieldSchema, reading: Reading): Checked<unknown> {
  if (text.trim() === "") return fits(null);
  const code = /[A-Z]{3}/.exec(text)?.[0] ?? signs.find(([sign]) => text.includes(sign))?.[1];
  const bare = text.replace(/[A-Z]{3}|лв\.?|zł|[€$£¥]/gu, "");
  const number = plainNumber(bare, reading.language);
  if (number === undefined) return misfit("not_a_number");
  return check({ amount: number, currency: code ?? reading.currency }, schema, reading);
}

const formatters = new Map<string, Intl.NumberFormat>();

/** `€1,234.50` in the reader's language. */
export function formatMoney(value: Money, language: string): string {
  const name = `${language} ${value.currency}`;
  const format =
    formatters.get(name) ?? new Intl.NumberFormat(language, { style: "currency", currency: value.currency });
  formatters.set(name, format);
  return format.format(value.amount as Intl.StringNumericLiteral);
}

export const money: FieldType = {
  name: "money",
  input: "money",
  columns: [
    { suffix: "", sql: "numeric(19,4)" },
    { suffix: "_currency", sql: "text" },
  ],
  operators: numberOperators,
  sortable: true,
  words: ["minimum", "maximum"],
  jsonSchema: (schema) => ({
    type: "object",
    properties: { amount: { type: "string" }, currency: { type: "string" } },
    required: ["amount", "currency"],
    additionalProperties: false,
    anyOf: [...byDigits].map(([digits, currencies]) => ({
      properties: { amount: decimalJson(schema, digits), currency: { enum: currencies } },
    })),
  }),
  check,
  parse,
  format: (value, _schema, reading) =>
    isObject(value) ? formatMoney(value as unknown as Money, reading.language) : "",
  toRow: (value) => [(value as Money).amount, (value as Money).currency],
  toJson: ([amount = "", currency = ""]) =>
    `(select o from (select ${amountSql(amount, currency)} as amount, ${currency} as currency) o where ${amount} is not null)`,
  fromRow: ([amount, currency]) => ({ amount: fixed(String(amount), String(currency)), currency }),
};

function fixed(amount: string, currency: string): string {
  const digits = currencyDigits(currency);
  const at = amount.indexOf(".");
  if (at < 0) return digits === 0 ? amount : `${amount}.${"0".repeat(digits)}`;
  return digits === 0 ? amount.slice(0, at) : amount.slice(0, at + 1 + digits).padEnd(at + 1 + digits, "0");
}
