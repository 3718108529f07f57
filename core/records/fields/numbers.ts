// Numbers and dates as people of five languages type them.
import { type Checked, fits, misfit } from "../../kernel/checked.ts";
import type { Reading } from "./field.ts";

const separators = new Map<string, { decimal: string; group: string }>();

function separatorsOf(language: string): { decimal: string; group: string } {
  const known = separators.get(language);
  if (known) return known;
  const parts = new Intl.NumberFormat(language, { useGrouping: true }).formatToParts(1_234_567.8);
  const part = (type: string) => parts.find((piece) => piece.type === type)?.value ?? "";
  const found = { decimal: part("decimal") || ".", group: part("group") };
  separators.set(language, found);
  return found;
}

/** `1.234,56` → `1234.56` in a language with a decimal comma. Answers a plain decimal text, or undefined. */
export function plainNumber(text: string, language: string): string | undefined {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, "").replace(/[−–]/g, "-");
  const sign = /^[-+]?/.exec(bare)?.[0] === "-" ? "-" : "";
  const digits = bare.replace(/^[-+]/, "");
  if (!/^\d[\d.,]*$|^[.,]\d+$/.test(digits)) return undefined;
  const plain = withoutGroups(digits, language);
  return plain === undefined ? undefined : sign + plain.replace(/^\./, "0.");
}

function withoutGroups(digits: string, language: string): string | undefined {
  const mark = decimalMark(digits, language);
  const [whole = "", fraction, more] = mark === "" ? [digits] : digits.split(mark);
  if (more !== undefined || (fraction !== undefined && /[.,]/.test(fraction))) return undefined;
  const groups = whole.split(/[.,]/);
  const wellGrouped =
    groups.length === 1 || groups.every((group, at) => (at === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group));
  if (!wellGrouped) return undefined;
  return groups.join("") + (fraction === undefined ? "" : `.${fraction}`);
}

// With both signs present the last one is the decimal sign; a single one with three digits behind it is read as the language does.
function decimalMark(digits: string, language: string): string {
  const marks = [...digits.matchAll(/[.,]/g)].map((found) => found[0]);
  const last = marks.at(-1);
  if (last === undefined) return "";
  const kinds = new Set(marks);
  if (kinds.size === 2) return last;
  if (marks.length > 1) return "";
  const looksGrouped = /^\d{1,3}[.,]\d{3}$/.test(digits);
  return looksGrouped && last !== separatorsOf(language).decimal ? "" : last;
}

const isDay = (year: number, month: number, day: number): boolean => {
  const at = new Date(Date.UTC(year, month - 1, day));
  return year > 0 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
};

/** True for a real day written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return found !== null && isDay(Number(found[1]), Number(found[2]), Number(found[3]));
}

/** ISO always; otherwise day first, but month first for English in the United States. */
export function parseDate(text: string, reading: Reading): Checked<string> {
  const trimmed = text
    .trim()
    .replace(/\s*(г\.?|年|日)$/u, "")
    .replace(/[年月]/g, "-");
  const monthFirst = reading.language.startsWith("en") && reading.country === "US";
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(trimmed);
  if (iso) return dayFrom(iso[1], iso[2], iso[3]);
  const other = /^(\d{1,2})[-/.]\s?(\d{1,2})[-/.]\s?(\d{4})$/.exec(trimmed);
  if (!other) return misfit("not_a_date");
  return monthFirst ? dayFrom(other[3], other[1], other[2]) : dayFrom(other[3], other[2], other[1]);
}

function dayFrom(year = "", month = "", day = ""): Checked<string> {
  if (!isDay(Number(year), Number(month), Number(day))) return misfit("not_a_date");
  return fits(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
}
