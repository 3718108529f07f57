// Looks at each cell of a column once, while the file is being read.
import { type ColumnProfile, type Detected, distinctLimit } from "./column-profile.ts";
import { DateScan } from "./date-scan.ts";
import { readDate } from "./date-text.ts";
import { NumberScan } from "./number-scan.ts";
import { type DecimalSign, readNumber } from "./number-text.ts";

const email = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
const phone = /^[+(\d][\d\s().\-/\u00a0]{5,24}$/;
const url = /^(https?:\/\/|www\.)\S+$/i;
const boolean = /^(true|false|yes|no|y|n|ja|nein|sí|si|да|не|是|否|x|✓)$/i;

export class ColumnScan {
  readonly numbers = new NumberScan();
  readonly dates = new DateScan();
  readonly values = new Map<string, number>();
  readonly #name: string;
  readonly #at: number;
  readonly #typed: boolean;
  readonly #samples: string[] = [];
  readonly #kinds = { text: 0, email: 0, phone: 0, url: 0, boolean: 0 };
  #rows = 0;
  #blanks = 0;
  #longest = 0;
  #overflow = false;

  constructor(name: string, at: number, typed: boolean) {
    this.#name = name;
    this.#at = at;
    this.#typed = typed;
  }

  add(cell: string): void {
    this.#rows++;
    if (cell === "") {
      this.#blanks++;
      return;
    }
    if (cell.length > this.#longest) this.#longest = cell.length;
    if (this.#samples.length < 3) this.#samples.push(cell.slice(0, 80));
    this.#countValue(cell);
    if (!this.#isNumberOrDate(cell)) this.#kinds[kindOf(cell)]++;
  }

  /** Values that would overflow the count are codes or names, and nobody looks for misspellings among thousands. */
  #countValue(cell: string): void {
    const known = this.values.get(cell);
    if (known !== undefined) this.values.set(cell, known + 1);
    else if (this.values.size >= distinctLimit) this.#overflow = true;
    else this.values.set(cell.slice(0, 200), 1);
  }

  #isNumberOrDate(cell: string): boolean {
    if (!mayBeNumber(cell)) return false;
    const number = readNumber(cell);
    if (number && this.numbers.add(cell, number, this.#typed)) return true;
    const date = readDate(cell);
    return date !== undefined && this.dates.add(date);
  }

  get choiceLike(): boolean {
    return !this.#overflow && this.values.size <= 12;
  }

  profile(fallback: DecimalSign): ColumnProfile {
    const filled = this.#rows - this.#blanks;
    const [detected, fitting] = this.#detected(filled);
    const numbers = this.numbers.count > 0 ? this.numbers.facts(this.numbers.ownSign() ?? fallback) : null;
    const dates = this.dates.count > 0 ? this.dates.facts() : null;
    const values = [...this.values]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 50)
      .map(([value, count]) => ({ value, count }));
    return {
      at: this.#at,
      name: this.#name,
      rows: this.#rows,
      blanks: this.#blanks,
      detected: detected === "decimal" && numbers?.fractions === 0 ? "integer" : detected,
      strangers: detected === "text" || detected === "empty" ? 0 : filled - fitting,
      formats: this.#formats(),
      numbers,
      dates,
      values,
      distinct: this.#overflow ? null : this.values.size,
      samples: this.#samples,
      longest: this.#longest,
    };
  }

  /** The type that at least nine of ten cells have, and how many have it. */
  #detected(filled: number): [Detected, number] {
    if (filled === 0) return ["empty", 0];
    const number =
      this.numbers.percents * 2 > this.numbers.count ? "percent" : this.numbers.money > 0 ? "money" : "decimal";
    const day = this.dates.withTime * 2 > this.dates.count ? "dateTime" : "date";
    const { email, phone, url, boolean } = this.#kinds;
    const candidates: [Detected, number][] = [
      [number, this.numbers.count],
      [day, this.dates.count],
      ["email", email],
      ["phone", phone],
      ["url", url],
      ["boolean", boolean],
    ];
    return candidates.find(([, count]) => count >= filled * 0.9) ?? ["text", filled];
  }

  #formats(): ColumnProfile["formats"] {
    const { text, email, phone, url, boolean } = this.#kinds;
    const { percents, count, money } = this.numbers;
    const plain = count - percents;
    return {
      general: money ? 0 : plain,
      number: money ? plain : 0,
      percent: percents,
      date: this.dates.count,
      text: text + email + phone + url + boolean,
    };
  }
}

function kindOf(cell: string): "email" | "phone" | "url" | "boolean" | "text" {
  if (email.test(cell)) return "email";
  if (phone.test(cell) && cell.replace(/\D/g, "").length >= 6) return "phone";
  if (url.test(cell)) return "url";
  return boolean.test(cell) ? "boolean" : "text";
}

/** Cheap, and right for all but few: long texts that begin with a letter, and phone numbers, are neither number nor date. */
function mayBeNumber(cell: string): boolean {
  const first = cell.charCodeAt(0);
  const short = first < 65 || first > 127 || cell.length < 20;
  return short && /\d/.test(cell) && !/^\+\d[\d\s().-]{6,}$/.test(cell);
}
