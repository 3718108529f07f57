// The type review: what has to be looked at by a person before a column may go into a field.
import type { FieldSchema } from "../fields/field.ts";
import type { ColumnProfile } from "./profile/column-profile.ts";

/** Why a column stops the import until somebody decides. */
export type StopCode =
  | "percent_in_number"
  | "fractions_in_whole"
  | "dates_ambiguous"
  | "magnitude"
  | "cells_fail"
  | "mixed_signs";

export interface Stop {
  readonly column: string;
  readonly code: StopCode;
  /** What the sentence says: counts, medians, examples. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A person's "go on anyway" for one stop of one column; the reason is kept. */
export interface Override {
  readonly column: string;
  readonly code: StopCode;
  readonly reason: string;
}

/** What a column goes into. */
export interface Destination {
  readonly label: string;
  readonly schema: FieldSchema;
  /** Digits after the point that the field takes. */
  readonly decimals: number;
}

/** The median of the same column in an earlier or sister file. */
export interface EarlierMedian {
  readonly median: number;
  readonly source: string;
}

const numeric = new Set(["integer", "decimal", "money", "percent", "duration", "rating"]);
const whole = new Set(["integer", "duration", "rating"]);

export interface Reviewed {
  readonly profile: ColumnProfile;
  readonly to: Destination;
  readonly earlier: readonly EarlierMedian[];
  /** True when a person has chosen the order of day and month. */
  readonly orderChosen: boolean;
  /** Cells that the field's own check refuses, and the first of them. */
  readonly failing: { readonly count: number; readonly example: string };
}

/** Everything that stops this column. */
export function reviewColumn(column: Reviewed): Stop[] {
  const found = [percent(column), fractions(column), signs(column), dates(column), magnitude(column), failing(column)];
  return found.flatMap((stop) => (stop ? [{ column: column.profile.name, ...stop }] : []));
}

/** The stops that nobody has answered. */
export const openStops = (stops: readonly Stop[], overrides: readonly Override[]): Stop[] =>
  stops.filter(
    (stop) =>
      !overrides.some((one) => one.column === stop.column && one.code === stop.code && one.reason.trim() !== ""),
  );

type Finding = Omit<Stop, "column"> | undefined;

function percent({ profile, to }: Reviewed): Finding {
  const type = to.schema["x-type"];
  if (profile.formats.percent === 0 || !numeric.has(type) || type === "percent") return undefined;
  return { code: "percent_in_number", values: { count: profile.formats.percent, field: to.label } };
}

function fractions({ profile, to }: Reviewed): Finding {
  const numbers = profile.numbers;
  const type = to.schema["x-type"];
  const takesWhole = whole.has(type) || (numeric.has(type) && to.decimals === 0);
  if (!numbers || numbers.fractions === 0 || !takesWhole) return undefined;
  const count = Math.round(numbers.fractions * numbers.count);
  return { code: "fractions_in_whole", values: { count, field: to.label, example: fractionOf(profile) } };
}

const fractionOf = ({ numbers }: ColumnProfile): string =>
  numbers?.widest.find(({ parsed }) => parsed?.includes("."))?.raw ?? String(numbers?.median ?? "");

// Cells that prove a dot beside cells that prove a comma: one of the two would be read a thousand times too large.
function signs({ profile, to }: Reviewed): Finding {
  const numbers = profile.numbers;
  if (!numbers || !numeric.has(to.schema["x-type"]) || numbers.dot === 0 || numbers.comma === 0) return undefined;
  return { code: "mixed_signs", values: { dot: numbers.dot, comma: numbers.comma } };
}

function dates({ profile, to, orderChosen }: Reviewed): Finding {
  const facts = profile.dates;
  if (!facts || orderChosen || !to.schema["x-type"].startsWith("date")) return undefined;
  if (facts.order !== null && facts.against === 0) return undefined;
  return {
    code: "dates_ambiguous",
    values: { count: facts.either, against: facts.against, example: profile.samples[0] ?? "" },
  };
}

function magnitude({ profile, to, earlier }: Reviewed): Finding {
  const median = Math.abs(profile.numbers?.median ?? 0);
  if (median === 0 || !numeric.has(to.schema["x-type"])) return undefined;
  const off = earlier.find((one) => isOff(median, Math.abs(one.median)));
  return off && { code: "magnitude", values: { median, earlier: off.median, source: off.source } };
}

/** True for a factor of 20 or more, or one within 5 % of 10 (100 and 1000 are above 20 anyway). */
export function isOff(median: number, earlier: number): boolean {
  if (median === 0 || earlier === 0) return false;
  const factor = Math.max(median / earlier, earlier / median);
  return factor >= 20 || [10, 100, 1000].some((power) => Math.abs(factor / power - 1) <= 0.05);
}

function failing({ profile, failing: { count, example }, to }: Reviewed): Finding {
  const filled = profile.rows - profile.blanks;
  if (count === 0 || count <= filled * 0.01) return undefined;
  return { code: "cells_fail", values: { count, filled, example, field: to.label } };
}
