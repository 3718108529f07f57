// What repeats as it is stored. Whoever writes to a series has its row first, so that two do not make, move or end the same days.
import { type Input, newId, NotFound, type Queryable } from "trellis/sdk";
import { daysOfRule } from "./recurrence.ts";
import { plusDays } from "./zoned.ts";

export interface SeriesPlan {
  readonly rule: string;
  readonly firstDay: string;
  /** `10:00`, or null for something without a time. */
  readonly clock: string | null;
  readonly zone: string;
  readonly until: string | null;
  /** Minutes that each takes; as long as is usual where nobody says. */
  readonly length?: number | null;
  readonly fields: Input;
}

export interface SeriesRow extends SeriesPlan {
  readonly id: string;
  readonly madeUntil: string;
}

/** Where an activity stands in its series. */
export interface Place {
  readonly activity: string;
  readonly series: SeriesRow;
  readonly day: string;
}

const columns = `s.id, s.rule, s.first_day::text as "firstDay", s.clock, s.zone, s.until::text as until, s.fields - 'length' as fields,
  (s.fields->>'length')::int as length, s.made_until::text as "madeUntil"`;

/** How long each takes stands among what each begins with. */
export const storedFields = ({ fields, length }: Pick<SeriesPlan, "fields" | "length">): string =>
  JSON.stringify({ ...fields, ...(length && { length }) });

/** Which series an activity belongs to; undefined for one that stands alone. */
export async function placeOf(db: Queryable, activity: string): Promise<Place | undefined> {
  const text = `select ${columns}, o.day::text as day from plugin_activities.occurrences o
    join plugin_activities.series s on s.id = o.series where o.activity = $1`;
  const [row] = await db.query<SeriesRow & { day: string }>({ text, values: [activity] });
  if (!row) return undefined;
  const { day, ...series } = row;
  return { activity, series, day };
}

const MOST_MOVES = 5;

/** The same as it stands now, for whoever changes it in this transaction. NotFound where it is in none any more. */
export async function heldPlace(trx: Queryable, activity: string): Promise<Place> {
  for (let tries = 0; tries < MOST_MOVES; tries++) {
    const before = await placeOf(trx, activity);
    if (!before) break;
    await trx.query({
      text: "select from plugin_activities.series where id = $1 for update",
      values: [before.series.id],
    });
    const now = await placeOf(trx, activity);
    // Meanwhile it may have become one of another series.
    if (now?.series.id === before.series.id) return now;
  }
  throw new NotFound("web.not_found");
}

/** The series that are to be made further, those that wait longest first. */
export async function toExtend(db: Queryable, until: string): Promise<readonly string[]> {
  const text = `select id from plugin_activities.series where not ended and made_until < $1 order by made_until limit 500`;
  return (await db.query<{ id: string }>({ text, values: [until] })).map(({ id }) => id);
}

/** One of them, held; undefined where somebody has ended it meanwhile. */
export async function heldSeries(trx: Queryable, id: string): Promise<SeriesRow | undefined> {
  const text = `select ${columns} from plugin_activities.series s where s.id = $1 and not s.ended for update`;
  return (await trx.query<SeriesRow & object>({ text, values: [id] }))[0];
}

export async function insertSeries(trx: Queryable, plan: SeriesPlan): Promise<SeriesRow> {
  const row = { ...plan, id: newId(), madeUntil: plusDays(plan.firstDay, -1) };
  const text = `insert into plugin_activities.series (id, rule, first_day, clock, zone, until, fields, made_until) values ($1, $2, $3, $4, $5, $6, $7, $8)`;
  const { id, rule, firstDay, clock, zone, until, madeUntil } = row;
  await trx.query({ text, values: [id, rule, firstDay, clock, zone, until, storedFields(row), madeUntil] });
  return row;
}

/** A series of its own from a day on; the activities keep their ids. */
export async function splitSeries(
  trx: Queryable,
  before: SeriesRow,
  changed: SeriesRow,
  day: string,
): Promise<SeriesRow> {
  const rule = changed.rule === before.rule ? restOf(before, day) : changed.rule;
  const row = await insertSeries(trx, { ...changed, rule, firstDay: day });
  await trx.query({
    text: "update plugin_activities.occurrences set series = $1 where series = $2 and day >= $3",
    values: [row.id, before.id, day],
  });
  await endSeries(trx, before.id, day);
  return row;
}

/** A rule for so many times: those that have been are not had again. */
function restOf({ rule, firstDay }: SeriesRow, day: string): string {
  const before = () => daysOfRule(rule, firstDay, { from: firstDay, to: plusDays(day, -1) }).length;
  return rule.replace(/(?<=^|;)COUNT=(\d+)/, (_all, count) => `COUNT=${Math.max(1, Number(count) - before())}`);
}

export async function endSeries(trx: Queryable, id: string, day: string): Promise<void> {
  const text = "update plugin_activities.series set ended = true, until = $2 where id = $1";
  await trx.query({ text, values: [id, plusDays(day, -1)] });
}

/** What had been ended goes on as far as it says now. */
export async function rewriteSeries(trx: Queryable, row: SeriesRow): Promise<SeriesRow> {
  const text = `update plugin_activities.series set rule = $2, clock = $3, zone = $4, until = $5, fields = $6, ended = false where id = $1`;
  await trx.query({ text, values: [row.id, row.rule, row.clock, row.zone, row.until, storedFields(row)] });
  return row;
}
