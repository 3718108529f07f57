import type { DateOrder } from "./date-text.ts";
import type { DecimalSign } from "./number-text.ts";

/** What the cells of a column are, as far as they agree. */
export type Detected =
  | "empty"
  | "text"
  | "integer"
  | "decimal"
  | "percent"
  | "money"
  | "date"
  | "dateTime"
  | "boolean"
  | "email"
  | "phone"
  | "url";

/** What a column of a file holds; computed once while the file is read, and kept with the import. */
export interface ColumnProfile {
  readonly at: number;
  readonly name: string;
  readonly rows: number;
  readonly blanks: number;
  readonly detected: Detected;
  /** Cells that are not of the detected type; none for text. */
  readonly strangers: number;
  /** How many cells have which format. */
  readonly formats: Readonly<Record<"general" | "number" | "percent" | "date" | "text", number>>;
  readonly numbers: NumberFacts | null;
  readonly dates: DateFacts | null;
  /** Different values with their counts, most frequent first; at most 50 of them. */
  readonly values: readonly ValueCount[];
  /** How many different values there are; null beyond 1,000. */
  readonly distinct: number | null;
  readonly samples: readonly string[];
  readonly longest: number;
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

export interface NumberFacts {
  readonly count: number;
  /** The decimal sign the column was read with, and how many cells prove the dot, the comma, or neither. */
  readonly sign: DecimalSign;
  readonly dot: number;
  readonly comma: number;
  readonly either: number;
  readonly min: number;
  readonly max: number;
  readonly median: number;
  /** Share of values with a fraction, 0 to 1. */
  readonly fractions: number;
  readonly zeros: number;
  /** Where all zeros (ten or more) stand beside one value of another column. */
  readonly zerosWith: { readonly column: string; readonly value: string } | null;
  readonly currencies: readonly string[];
  /** The longest cells and what was read from them. */
  readonly widest: readonly { readonly raw: string; readonly parsed: string | null }[];
}

export interface DateFacts {
  readonly count: number;
  /** The order the column was read with; null when no cell proves one. */
  readonly order: DateOrder | null;
  /** Cells that prove the order, that could be read both ways, and that prove another order. */
  readonly proven: number;
  readonly either: number;
  readonly against: number;
  readonly min: string;
  readonly max: string;
  readonly withTime: number;
}

/** Above this many different values only the first ones are counted. */
export const distinctLimit = 1_000;
