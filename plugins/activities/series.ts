// Activities that repeat: each is a record of its own, made ahead, and changed alone, with those after it, or all together.
import {
  type Actor,
  type Database,
  type Input,
  type Queryable,
  type Rec,
  type Records,
  systemActor,
  type Transaction,
} from "trellis/sdk";
import type { Participants } from "./participants.ts";
import { quiet } from "./notices.ts";
import { withHeir, withoutGone } from "./series-heir.ts";
import { daysOfRule, FARTHEST } from "./recurrence.ts";
import {
  endSeries,
  heldPlace,
  heldSeries,
  insertSeries,
  type Place,
  placeOf,
  rewriteSeries,
  type SeriesPlan,
  type SeriesRow,
  splitSeries,
  toExtend,
} from "./series-rows.ts";
import { changesOf, type Occurrence, there, whenOf } from "./series-times.ts";
import { dayOf, plusDays } from "./zoned.ts";

const keeper = systemActor("activities");
/** Days ahead for which activities are made. */
const AHEAD = 183;

export type Scope = "following" | "all";

/** Written with the first activities of a series, or not at all. */
export type Along = (
  trx: Transaction,
  made: readonly { readonly activity: string; readonly day: string }[],
) => Promise<void>;

interface Needs {
  readonly db: Database;
  readonly records: Records;
  readonly participants: Participants;
}

export class Series {
  readonly #db: Database;
  readonly #records: Records;
  readonly #participants: Participants;

  constructor({ db, records, participants }: Needs) {
    this.#db = db;
    this.#records = records;
    this.#participants = participants;
  }

  /** Begins one; answers its first activity, or undefined where the rule has no day, and nothing is written. */
  async begin(actor: Actor, plan: SeriesPlan, along?: Along): Promise<Rec | undefined> {
    if (daysToMake(plan, horizon()).length === 0) return undefined;
    return await this.#db.transaction(async (trx) => {
      const row = await insertSeries(trx, plan);
      const [first] = await this.#make(actor, trx, row, horizon());
      await along?.(trx, await daysOf(trx, row.id));
      return first;
    });
  }

  /** Which series an activity belongs to; undefined for one that stands alone. */
  async placeOf(activity: string): Promise<Place | undefined> {
    return await placeOf(this.#db, activity);
  }

  /** All that was made of it, by its days. */
  async daysOf(series: string): Promise<readonly { readonly activity: string; readonly day: string }[]> {
    return await daysOf(this.#db, series);
  }

  /** Changes what is planned from this one on, or all of it. What somebody changed by hand in one of them stays there. */
  async change(actor: Actor, { activity }: Place, scope: Scope, next: Partial<SeriesPlan>): Promise<number> {
    return await this.#db.transaction(async (trx) => {
      const place = await heldPlace(trx, activity);
      const [day, series] = [place.day, await withoutGone(trx, this.#records, place.series)];
      const from = scope === "following" ? day : today(series.zone);
      const changed = { ...series, ...next, fields: { ...series.fields, ...next.fields } };
      const kept =
        scope === "following" && day > series.firstDay
          ? await splitSeries(trx, series, changed, day)
          : await rewriteSeries(trx, changed);
      const days = new Set(daysOfRule(kept.rule, kept.firstDay, { from, to: lastOf(kept, horizon()) }));
      const planned = await this.#planned(actor, trx, kept.id, from);
      for (const one of planned) {
        const input = days.has(one.day) ? changesOf(one, series, kept) : gone;
        await this.#records.change(there(actor, kept), "activity", one.record.id, input, { trx });
      }
      await quietAfterFirst(trx, planned);
      await this.#make(actor, trx, { ...kept, madeUntil: plusDays(from, -1) }, horizon());
      return planned.length;
    });
  }

  /** Ends it: what is planned from this one on is cancelled. */
  async end(actor: Actor, { activity }: Place): Promise<number> {
    return await this.#db.transaction(async (trx) => {
      const { series, day } = await heldPlace(trx, activity);
      const planned = await this.#planned(actor, trx, series.id, day);
      for (const { record } of planned) await this.#records.change(actor, "activity", record.id, gone, { trx });
      await quietAfterFirst(trx, planned);
      await endSeries(trx, series.id, day);
      return planned.length;
    });
  }

  /** Makes what is due to be made by now; the same again makes nothing. One that cannot be made stops no other, and is thrown at the end. */
  async extend(signal?: AbortSignal): Promise<number> {
    let count = 0;
    const failed: unknown[] = [];
    for (const id of await toExtend(this.#db, horizon())) {
      if (signal?.aborted) break;
      await this.#extendOne(id).then(
        (made) => (count += made),
        (error: unknown) => failed.push(error),
      );
    }
    if (failed.length > 0) throw failed[0];
    return count;
  }

  async #extendOne(id: string): Promise<number> {
    return await this.#db.transaction(async (trx) => {
      const held = await heldSeries(trx, id);
      if (!held) return 0;
      const row = await withoutGone(trx, this.#records, await withHeir(trx, this.#records, held));
      return (await this.#make(keeper, trx, row, horizon())).length;
    });
  }

  async #planned(actor: Actor, trx: Queryable, series: string, from: string): Promise<readonly Occurrence[]> {
    const text = `select o.activity as id, o.day::text as day from plugin_activities.occurrences o join plugin_activities.activities a on a.id = o.activity
      where o.series = $1 and o.day >= $2 and a.status = 'planned' and a.deleted_at is null order by o.day for update of o`;
    const found: Occurrence[] = [];
    for (const { id, day } of await trx.query<{ id: string; day: string }>({ text, values: [series, from] })) {
      const record = await this.#records.find(actor, "activity", id, { on: trx });
      if (record) found.push({ day, record });
    }
    return found;
  }

  async #make(actor: Actor, trx: Transaction, row: SeriesRow, until: string): Promise<readonly Rec[]> {
    const known = await daysOf(trx, row.id);
    const taken = new Set(known.map(({ day }) => day));
    const made: Rec[] = [];
    for (const day of daysToMake(row, until)) {
      if (taken.has(day)) continue;
      const input = { ...row.fields, ...whenOf(row, day) };
      const record = await this.#records.create(there(actor, row), "activity", input, { trx });
      await trx.query({
        text: "insert into plugin_activities.occurrences (activity, series, day) values ($1, $2, $3)",
        values: [record.id, row.id, day],
      });
      made.push(record);
    }
    await this.#participants.followSeries(
      trx,
      made.map(({ id }) => id),
      known.at(-1)?.activity,
    );
    await trx.query({
      text: "update plugin_activities.series set made_until = $2 where id = $1",
      values: [row.id, until],
    });
    return made;
  }
}

const gone: Input = { status: "cancelled" };
const today = (zone: string): string => dayOf(new Date(), zone);
const horizon = (): string => plusDays(today("UTC"), AHEAD);
const lastOf = ({ until }: Pick<SeriesPlan, "until">, to: string): string =>
  until !== null && until < to ? until : to;

/** The days up to one that are not made yet; of what began long ago, the last two years. */
function daysToMake(row: SeriesPlan & Partial<SeriesRow>, until: string): readonly string[] {
  const made = row.madeUntil === undefined ? row.firstDay : plusDays(row.madeUntil, 1);
  const from = [row.firstDay, made, plusDays(until, -FARTHEST)].toSorted().at(-1) ?? row.firstDay;
  return daysOfRule(row.rule, row.firstDay, { from, to: lastOf(row, until) });
}

async function daysOf(db: Queryable, series: string): Promise<readonly { activity: string; day: string }[]> {
  const text = "select activity, day::text as day from plugin_activities.occurrences where series = $1 order by day";
  return await db.query<{ activity: string; day: string }>({ text, values: [series] });
}

/** What happens to all of them is told of the first. */
async function quietAfterFirst(trx: Queryable, planned: readonly Occurrence[]): Promise<void> {
  await quiet(
    trx,
    planned.slice(1).map(({ record }) => record.id),
  );
}
