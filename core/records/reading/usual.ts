// What is usual for somebody, told from the last days they worked: a day on which they opened something is one.
import type { Queryable } from "../../db/database.ts";
import { DAYS, FEWEST_DAYS } from "./rule.ts";

export interface Usual {
  /** Different records in the hours in which any were opened: mean and standard deviation (of a sample). */
  readonly mean: number;
  readonly deviation: number;
  /** Minutes of the day between which 95 of a hundred were opened; null while there are too few days to tell. */
  readonly from: number | null;
  readonly until: number | null;
}

/** An hour in which somebody opened something, where they are. */
export interface WorkedHour {
  readonly day: string;
  /** Different records. */
  readonly count: number;
  /** Minutes of the day, one for each time something was opened. */
  readonly minutes: readonly number[];
}

// Before today alone: what happens today does not make itself usual.
const text = `select t::date::text as day, count(distinct (kind, record_id))::int as count,
  array_agg((date_part('hour', t) * 60 + date_part('minute', t))::int) as minutes
  from (select at at time zone $2 as t, kind, record_id from readings
    where user_id = $1 and at < date_trunc('day', now() at time zone $2) at time zone $2) r
  group by t::date, date_part('hour', t) order by day desc`;

/** The newest day first. */
export const hoursBefore = async (db: Pick<Queryable, "query">, userId: string, zone: string): Promise<WorkedHour[]> =>
  await db.query<WorkedHour & object>({ name: "readings-hours", text, values: [userId, zone] });

/** Of hours, the newest day first; of more days than count the newest ones do. */
export function usualOf(hours: readonly WorkedHour[]): Usual {
  const days = [...new Set(hours.map(({ day }) => day))].slice(0, DAYS);
  const counted = hours.filter(({ day }) => days.includes(day));
  const counts = counted.map(({ count }) => count);
  const isKnown = days.length >= FEWEST_DAYS;
  const minutes = isKnown ? Int32Array.from(counted.flatMap((hour) => hour.minutes)).sort() : [];
  return {
    mean: meanOf(counts),
    deviation: deviationOf(counts),
    from: isKnown ? at(minutes, 0.025) : null,
    until: isKnown ? at(minutes, 0.975) : null,
  };
}

const meanOf = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

function deviationOf(numbers: readonly number[]): number {
  if (numbers.length < 2) return 0;
  const mean = meanOf(numbers);
  return Math.sqrt(numbers.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (numbers.length - 1));
}

/** The first of sorted numbers that this share of them does not exceed, as `percentile_disc` tells it. */
const at = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
