import { Big } from "big.js";
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import type { FieldSchema, FieldType, Reading } from "../field.ts";
import { plainNumber } from "../numbers.ts";
import { column, numberOperators } from "./plain.ts";

const decimalText = /^-?\d{1,15}(\.\d{1,20})?$/;

/** Decimal text within bounds and with no more digits after the point than `decimals`; never rounds. */
export function checkDecimal(value: unknown, decimals: number, schema: FieldSchema): Checked<string> {
  const text = typeof value === "number" && Number.isFinite(value) ? plain(value) : value;
  if (typeof text !== "string" || !decimalText.test(text)) return misfit("not_a_number");
  const number = new Big(text);
  const digits = (number.toFixed().split(".")[1] ?? "").length;
  if (digits > decimals) return misfit("too_many_decimals", { decimals, value: text });
  return checkBounds(number, schema) ?? fits(number.toFixed());
}

const plain = (value: number): string => (Math.abs(value) < 1e15 ? new Big(value).toFixed() : "");

function checkBounds(number: Big, { minimum, maximum }: FieldSchema): Checked<never> | undefined {
  if (typeof minimum === "number" && number.lt(minimum)) return misfit("too_small", { minimum });
  if (typeof maximum === "number" && number.gt(maximum)) return misfit("too_large", { maximum });
  return undefined;
}

const decimalsOf = (schema: FieldSchema, otherwise: number): number =>
  typeof schema["x-decimals"] === "number" ? schema["x-decimals"] : otherwise;

function parseWith(check: FieldType["check"], text: string, schema: FieldSchema, reading: Reading): Checked<unknown> {
  if (text.trim() === "") return fits(null);
  const found = plainNumber(text.replace(/%$/, ""), reading.language);
  return found === undefined ? misfit("not_a_number") : check(found, schema, reading);
}

const formatters = new Map<string, Intl.NumberFormat>();

/** A number in the reader's language; digits after the point as the value has them. */
export function formatNumber(value: unknown, language: string): string {
  if (value === null || value === undefined) return "";
  const known = formatters.get(language) ?? new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
  formatters.set(language, known);
  return known.format(value as Intl.StringNumericLiteral);
}

const checkInteger: FieldType["check"] = (value, schema) => {
  const found = checkDecimal(value, 20, schema);
  if (!found.ok) return found;
  if (!/^-?\d+(\.0*)?$/.test(found.value)) return misfit("not_whole", { value: found.value });
  const whole = Number(found.value);
  return Number.isSafeInteger(whole) ? fits(whole) : misfit("too_large", { maximum: Number.MAX_SAFE_INTEGER });
};

const numberType = (
  name: string,
  sql: string,
  check: FieldType["check"],
  json: FieldType["jsonSchema"],
): FieldType => ({
  name,
  input: "number",
  columns: column(sql),
  operators: numberOperators,
  sortable: true,
  jsonSchema: json,
  check,
  parse: (text, schema, reading) => parseWith(check, text, schema, reading),
  format: (value, _schema, reading) => formatNumber(value, reading.language),
});

const integerJson = ({ minimum, maximum }: FieldSchema) => ({
  type: "integer",
  ...(minimum === undefined ? {} : { minimum }),
  ...(maximum === undefined ? {} : { maximum }),
});

const decimalJson = (decimals: number) => ({
  type: "string",
  format: "decimal",
  pattern: decimals === 0 ? "^-?\\d{1,15}$" : `^-?\\d{1,15}(\\.\\d{1,${decimals}})?$`,
});

const asNumber: Pick<FieldType, "fromRow" | "toJson"> = {
  fromRow: ([value]) => Number(value),
  toJson: ([column]) => String(column),
};
const asDecimal: Pick<FieldType, "fromRow" | "toJson"> = {
  fromRow: ([value]) => trimZeros(String(value)),
  toJson: ([column]) => `trim_scale(${column})::text`,
};

/** `12.500000` → `12.5`; what numeric columns answer, as people wrote it. */
export const trimZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

export const integer: FieldType = { ...numberType("integer", "bigint", checkInteger, integerJson), ...asNumber };

/** Minutes. */
export const duration: FieldType = {
  ...numberType(
    "duration",
    "bigint",
    (value, schema) => checkInteger(value, { minimum: 0, ...schema }, none),
    integerJson,
  ),
  ...asNumber,
};

export const rating: FieldType = {
  ...numberType(
    "rating",
    "bigint",
    (value, schema) => checkInteger(value, { minimum: 0, maximum: 5, ...schema }, none),
    () => ({
      type: "integer",
      minimum: 0,
      maximum: 5,
    }),
  ),
  input: "rating",
  ...asNumber,
};

export const autoNumber: FieldType = { ...integer, name: "autoNumber" };

export const decimal: FieldType = {
  ...numberType(
    "decimal",
    "numeric(21,6)",
    (value, schema) => checkDecimal(value, decimalsOf(schema, 6), schema),
    (schema) => decimalJson(decimalsOf(schema, 6)),
  ),
  ...asDecimal,
};

/** 12.5 means 12.5 %. */
export const percent: FieldType = {
  ...numberType(
    "percent",
    "numeric(19,4)",
    (value, schema) => checkDecimal(value, decimalsOf(schema, 4), schema),
    (schema) => decimalJson(decimalsOf(schema, 4)),
  ),
  format: (value, _schema, reading) =>
    value === null || value === undefined ? "" : `${formatNumber(value, reading.language)} %`,
  ...asDecimal,
};

const none: Reading = { language: "en", timeZone: "UTC", currency: "EUR", country: "" };
