import type { NumberFacts } from "./column-profile.ts";
import { type DecimalSign, type NumberText, plainDecimal, readNumber, signOf } from "./number-text.ts";

const kept = 50_000;

/** Statistics of one reading of a column; exact but for the median of more than 50,000 values, which is of a sample. */
class Statistics {
  count = 0;
  zeros = 0;
  fractions = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  readonly #sample: number[] = [];

  add(value: number): void {
    this.count++;
    if (value === 0) this.zeros++;
    if (!Number.isInteger(value)) this.fractions++;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.#sample.length < kept) this.#sample.push(value);
    else this.#replaceOne(value);
  }

  #replaceOne(value: number): void {
    const place = Math.floor(Math.random() * this.count);
    if (place < kept) this.#sample[place] = value;
  }

  median(): number {
    const sorted = Float64Array.from(this.#sample).sort();
    const middle = sorted.length >> 1;
    if (sorted.length === 0) return 0;
    return sorted.length % 2
      ? (sorted[middle] as number)
      : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  }
}

/** Follows the numbers of a column under both decimal signs until the file has proven one. */
export class NumberScan {
  readonly #read = { ".": new Statistics(), ",": new Statistics() };
  readonly #currencies = new Set<string>();
  readonly #zerosBeside = new Map<string, number>();
  #widest: string[] = [];
  #dot = 0;
  #comma = 0;
  #either = 0;
  percents = 0;

  get count(): number {
    return this.#read["."].count + this.#read[","].count === 0
      ? 0
      : Math.max(this.#read["."].count, this.#read[","].count);
  }

  get money(): number {
    return this.#currencies.size;
  }

  /** Adds a cell; false when its separators make no sense under either sign. */
  add(raw: string, number: NumberText, typed: boolean): boolean {
    const proof = typed && !number.digits.includes(",") ? "." : signOf(number.digits);
    if (proof === "broken" || !this.#addUnder(number, proof)) return false;
    this.#countProof(proof, number.digits);
    this.#countUnit(number);
    this.#keepWidest(raw);
    return true;
  }

  /** Numbers without any separator prove nothing. */
  #countProof(proof: DecimalSign | "none" | "either", digits: string): void {
    if (proof === "either") this.#either++;
    if (!/[.,]/.test(digits)) return;
    if (proof === ",") this.#comma++;
    if (proof === ".") this.#dot++;
  }

  #countUnit({ percent, currency }: NumberText): void {
    if (percent) this.percents++;
    if (currency && this.#currencies.size < 5) this.#currencies.add(currency);
  }

  /** False when it is a number under neither sign: `31.12.1990` has dots, but no groups of three. */
  #addUnder(number: NumberText, proof: string): boolean {
    const signs = proof === "none" || proof === "either" ? ([".", ","] as const) : [proof as DecimalSign];
    const read = signs.flatMap((sign) => {
      const plain = plainDecimal(number, sign);
      return plain === undefined ? [] : [[sign, Number(plain)] as const];
    });
    for (const [sign, value] of read) this.#read[sign].add(value);
    return read.length > 0;
  }

  #keepWidest(raw: string): void {
    if (this.#widest.length === 3 && raw.length <= (this.#widest[2] as string).length) return;
    if (this.#widest.includes(raw)) return;
    this.#widest = [...this.#widest, raw].sort((a, b) => b.length - a.length).slice(0, 3);
  }

  /** Told which values stand in other columns of a row whose number is zero. */
  zeroBeside(key: string): void {
    this.#zerosBeside.set(key, (this.#zerosBeside.get(key) ?? 0) + 1);
  }

  /** Which sign this column proves by itself. */
  ownSign(): DecimalSign | undefined {
    if (this.#dot === this.#comma) return undefined;
    return this.#dot > this.#comma ? "." : ",";
  }

  facts(sign: DecimalSign): NumberFacts {
    const read = this.#read[sign];
    const widest = this.#widest.map((raw) => ({ raw, parsed: parsed(raw, sign) }));
    return {
      count: read.count,
      sign,
      dot: this.#dot,
      comma: this.#comma,
      either: this.#either,
      min: read.count ? read.min : 0,
      max: read.count ? read.max : 0,
      median: read.median(),
      fractions: read.count === 0 ? 0 : read.fractions / read.count,
      zeros: read.zeros,
      zerosWith: this.#companion(read.zeros),
      currencies: [...this.#currencies],
      widest,
    };
  }

  #companion(zeros: number): NumberFacts["zerosWith"] {
    if (zeros < 10) return null;
    const always = [...this.#zerosBeside].find(([, count]) => count === zeros)?.[0];
    const [column = "", value = ""] = always?.split("\u0000") ?? [];
    return always === undefined ? null : { column, value };
  }
}

function parsed(raw: string, sign: DecimalSign): string | null {
  const number = readNumber(raw);
  return (number && plainDecimal(number, sign)) ?? null;
}
