import { Big } from "big.js";
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import { maximumPattern, minimumPattern } from "../decimal-range.ts";
import type { FieldSchema, FieldType, Reading } from "../field.ts";
import { plainNumber } from "../numbers.ts";
import { column, numberOperators } from "./plain.ts";
import { unitOf, unitText } from "./unit.ts";

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

/** Digits after the point that a field takes: its unit may allow fewer than the field itself. */
export function decimalsOf(schema: FieldSchema, otherwise: number): number {
  const own = typeof schema["x-decimals"] === "number" ? schema["x-decimals"] : otherwise;
  return Math.min(own, unitOf(schema)?.decimals ?? own);
}

function parseWith(check: FieldType["check"], text: string, schema: FieldSchema, reading: Reading): Checked<unknown> {
  if (text.trim() === "") return fits(null);
  const found = plainNumber(withoutUnit(text, schema, reading), reading.language);
  return found === undefined ? misfit("not_a_number") : check(found, schema, reading);
}

/** `12 kg` → `12`, where kilograms are what the field counts. */
function withoutUnit(text: string, schema: FieldSchema, { language }: Reading): string {
  const bare = text.trim().replace(/%$/, "");
  const unit = unitText(schema, language).toLowerCase();
  return unit !== "" && bare.toLowerCase().endsWith(unit) ? bare.slice(0, -unit.length) : bare;
}

const formatters = new Map<string, Intl.NumberFormat>();

/** A number in the reader's language; digits after the point as the value has them. */
export function formatNumber(value: unknown, language: string): string {
  if (value === null || value === undefined) return "";
  const known = formatters.get(language) ?? new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
  formatters.set(language, known);
  return known.format(value as Intl.StringNumericLiteral);
}

function formatWithUnit(value: unknown, schema: FieldSchema, { language }: Reading): string {
  const number = formatNumber(value, language);
  const unit = number === "" ? "" : unitText(schema, language);
  return unit === "" ? number : `${number} ${unit}`;
}

const checkInteger: FieldType["check"] = (value, schema) => {
  const found = checkDecimal(value, 20, schema);
  if (!found.ok) return found;
  return /^-?\d+$/.test(found.value) ? fits(Number(found.value)) : misfit("not_whole", { value: found.value });
};

interface NumberWords {
  readonly name: string;
  readonly sql: string;
  readonly words: readonly string[];
}

const numberType = (
  { name, sql, words }: NumberWords,
  check: FieldType["check"],
  json: FieldType["jsonSchema"],
): FieldType => ({
  name,
  input: "number",
  words,
  columns: column(sql),
  operators: numberOperators,
  sortable: true,
  jsonSchema: json,
  check,
  parse: (text, schema, reading) => parseWith(check, text, schema, reading),
  format: formatWithUnit,
});

const MOST = 999_999_999_999_999;

const integerJson = ({ minimum = -MOST, maximum = MOST }: FieldSchema) => ({
  type: "integer",
  minimum: Math.max(Number(minimum), -MOST),
  maximum: Math.min(Number(maximum), MOST),
});

/** A decimal text as JSON Schema: its digits, and its bounds as patterns. */
export function decimalJson(schema: FieldSchema, decimals: number): Readonly<Record<string, unknown>> {
  const { minimum, maximum } = schema;
  const bounds = [
    ...(typeof minimum === "number" ? [minimumPattern(new Big(minimum).toFixed())] : []),
    ...(typeof maximum === "number" ? [maximumPattern(new Big(maximum).toFixed())] : []),
  ];
  return {
    type: "string",
    pattern: decimals === 0 ? "^-?\\d{1,15}$" : `^-?\\d{1,15}(\\.\\d{1,${decimals}})?$`,
    ...(bounds.length > 0 ? { allOf: bounds.map((pattern) => ({ pattern })) } : {}),
  };
}

const asNumber: Pick<FieldType, "fromRow" | "toJson"> = {
  fromRow: ([value]) => Number(value),
  toJson: ([column]) => String(column),
};
const asDecimal: Pick<FieldType, "fromRow" | "toJson"> = {
  fromRow: ([value]) => trimZeros(String(value)),
  toJson: ([column]) => ({ plain: `trim_scale(${column})::text` }),
};

/** `12.500000` → `12.5`; what numeric columns answer, as people wrote it. */
export const trimZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

const bounded = ["minimum", "maximum"] as const;

export const integer: FieldType = {
  ...numberType({ name: "integer", sql: "bigint", words: [...bounded, "x-unit"] }, checkInteger, integerJson),
  ...asNumber,
};

const none: Reading = { language: "en", timeZone: "UTC", currency: "EUR", country: "" };

/** Whole numbers between two ends that a schema may narrow. */
export const wholeType = (name: string, ends: { minimum: number; maximum?: number }): FieldType => {
  const within = (schema: FieldSchema): FieldSchema => ({ ...schema, ...narrower(ends, schema) });
  return {
    ...numberType(
      { name, sql: "bigint", words: bounded },
      (value, schema) => checkInteger(value, within(schema), none),
      (schema) => integerJson(within(schema)),
    ),
    ...asNumber,
  };
};

const narrower = (ends: { minimum: number; maximum?: number }, { minimum, maximum }: FieldSchema) => ({
  minimum: typeof minimum === "number" ? Math.max(minimum, ends.minimum) : ends.minimum,
  ...(typeof maximum === "number" || ends.maximum !== undefined ? { maximum: maximum ?? ends.maximum } : {}),
});

const decimalType = (name: string, sql: string, most: number, words: readonly string[]): FieldType => ({
  ...numberType(
    { name, sql, words: [...bounded, "x-decimals", ...words] },
    (value, schema) => checkDecimal(value, decimalsOf(schema, most), schema),
    (schema) => decimalJson(schema, decimalsOf(schema, most)),
  ),
  ...asDecimal,
});

/** A quantity; its unit says how far it can be divided. */
export const decimal: FieldType = decimalType("decimal", "numeric(21,6)", 6, ["x-unit"]);

/** 12.5 means 12.5 %. */
export const percent: FieldType = {
  ...decimalType("percent", "numeric(19,4)", 4, []),
  format: (value, _schema, { language }) =>
    value === null || value === undefined ? "" : `${formatNumber(value, language)} %`,
};
