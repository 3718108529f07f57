// Numbers as files have them: `1.234,56 €`, `(12)`, `12 %`. A cell alone does not say what its comma means; its column does.

export type DecimalSign = "." | ",";

export interface NumberText {
  /** Digits with their separators, without sign, unit and blanks. */
  readonly digits: string;
  readonly negative: boolean;
  readonly percent: boolean;
  /** ISO 4217 code where a currency is written, else empty. */
  readonly currency: string;
}

const currencies: Readonly<Record<string, string>> = {
  "€": "EUR",
  $: "USD",
  "£": "GBP",
  "¥": "CNY",
  лв: "BGN",
  zł: "PLN",
  Kč: "CZK",
  Fr: "CHF",
};
const money = String.raw`€|\$|£|¥|лв|zł|Kč|Fr|[A-Z]{3}`;
const shape = new RegExp(
  String.raw`^(\()?([-+−–])?\s*(${money})?\s*([-+−–])?\s*(\d(?:[\d.,'’\s]*\d)?|[.,]\d+)\s*([-−–])?\s*(%|(?:${money})\.?)?\s*(\))?$`,
  "u",
);
const known = new Set(Intl.supportedValuesOf("currency"));
const plainWhole = /^-?\d{1,15}$/;

/** Undefined when the text is no number. Digits that begin with 0 are a code (post code, phone), not a number. */
export function readNumber(text: string): NumberText | undefined {
  if (/^0\d/.test(text)) return undefined;
  if (plainWhole.test(text)) {
    const negative = text.startsWith("-");
    return { digits: negative ? text.slice(1) : text, negative, percent: false, currency: "" };
  }
  const found = text.length <= 40 ? shape.exec(text) : null;
  return found ? numberOf(found) : undefined;
}

function numberOf([, open, before, unitBefore, between, digits = "", after, unit, close]: RegExpExecArray):
  | NumberText
  | undefined {
  if ((open === undefined) !== (close === undefined)) return undefined;
  const sign = before ?? between ?? after;
  const currency = unitBefore ?? (unit === "%" ? "" : (unit?.replace(/\.$/, "") ?? ""));
  const code = currencies[currency] ?? currency;
  if (code !== "" && !known.has(code)) return undefined;
  const negative = open !== undefined || (sign !== undefined && sign !== "+");
  return { digits: digits.replace(/[\s'’]/g, ""), negative, percent: unit === "%", currency: code };
}

/** Which decimal sign the digits prove; `either` when a single separator stands before exactly three digits. */
export function signOf(digits: string): DecimalSign | "none" | "either" | "broken" {
  const dot = digits.lastIndexOf(".");
  const comma = digits.lastIndexOf(",");
  if (Math.max(dot, comma) < 0) return "none";
  const last = dot > comma ? "." : ",";
  const count = digits.split(last).length - 1;
  if (Math.min(dot, comma) >= 0) return count > 1 ? "broken" : last;
  if (count > 1) return last === "." ? "," : ".";
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits) ? "either" : last;
}

/** Plain decimal text, `-1234.5`, when the digits fit the column's decimal sign. */
export function plainDecimal({ digits, negative }: NumberText, sign: DecimalSign): string | undefined {
  const [whole = "", ...rest] = digits.split(sign);
  const fraction = rest.join(sign);
  if (/\D/.test(fraction) || !wellGrouped(whole, sign === "." ? "," : ".")) return undefined;
  const plain = whole.replace(/\D/g, "") || "0";
  const minus = negative && /[1-9]/.test(digits) ? "-" : "";
  return minus + plain + (fraction === "" ? "" : `.${fraction}`);
}

function wellGrouped(whole: string, group: string): boolean {
  if (!whole.includes(group)) return /^\d*$/.test(whole);
  const [first = "", ...rest] = whole.split(group);
  // Indian numbers group by two, others by three.
  return /^\d{1,3}$/.test(first) && rest.every((part) => /^\d{2,3}$/.test(part)) && rest.at(-1)?.length === 3;
}
