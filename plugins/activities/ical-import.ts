// Takes a calendar file in: what is new is made, what came before is changed, nothing is doubled.
import type { Actor, Database, Input, Queryable, Rec, Records } from "trellis/sdk";
import type { ReadEvent } from "./ical-read.ts";
import type { Series } from "./series.ts";
import { lengthOf } from "./series-times.ts";

export interface Taken {
  readonly made: number;
  readonly changed: number;
}

interface Needs {
  readonly db: Database;
  readonly records: Records;
  readonly series: Series;
  /** What something private is called. */
  readonly busy: string;
  readonly untitled: string;
}

export async function takeIn(needs: Needs, actor: Actor, events: readonly ReadEvent[]): Promise<Taken> {
  let [made, changed] = [0, 0];
  // A series before those of its days that differ.
  for (const event of events.toSorted((a, b) => a.recurrence.length - b.recurrence.length)) {
    const known = await knownAs(needs.db, actor, event);
    const record = known === undefined ? undefined : await needs.records.find(actor, "activity", known);
    if (record) {
      await needs.records.change(actor, "activity", record.id, changesOf(record, event, needs));
      changed += 1;
    } else if (known === undefined) {
      await make(needs, actor, event);
      made += 1;
    }
  }
  return { made, changed };
}

/** What was done or missed here stays so, whatever the file calls it. */
function changesOf(record: Rec, event: ReadEvent, needs: Needs): Input {
  const { status, ...input } = inputOf(event, needs);
  return record["status"] === "done" || record["status"] === "missed" ? input : { ...input, status };
}

async function make(needs: Needs, actor: Actor, event: ReadEvent): Promise<void> {
  const fields = { ...inputOf(event, needs), owner: actor.id };
  if (event.rule !== null && event.recurrence === "" && (await repeat(needs, actor, event, fields))) return;
  await needs.db.transaction(async (trx) => {
    const { id } = await needs.records.create(actor, "activity", fields, { trx });
    await remember(trx, actor, event, id);
  });
}

/** Makes a series, the days on which it does not take place cancelled; false where it has no day. Nothing of it is made without being known again. */
async function repeat(
  { records, series }: Needs,
  actor: Actor,
  event: ReadEvent,
  { startAt, endAt, dueOn: _d, ...fields }: Input,
): Promise<boolean> {
  const { rule, day: firstDay, clock, zone, without } = event;
  const plan = { rule: rule ?? "", firstDay, clock, zone, until: null, length: lengthOf(startAt, endAt), fields };
  const first = await series.begin(actor, plan, async (trx, made) => {
    for (const [at, { activity, day }] of made.entries()) {
      if (at === 0) await remember(trx, actor, event, activity);
      if (day !== firstDay) await remember(trx, actor, { ...event, recurrence: day }, activity);
      if (without.includes(day)) await records.change(actor, "activity", activity, { status: "cancelled" }, { trx });
    }
  });
  return first !== undefined;
}

function inputOf(event: ReadEvent, needs: Needs): Input {
  const { status, type } = event;
  // A meeting that is over has its result from people, not from a file.
  const state = status === "done" && type === "meeting" ? "planned" : status;
  return { ...wordsOf(event, needs), ...whenOf(event), type, status: state };
}

function wordsOf({ isPrivate, subject, notes, place }: ReadEvent, { busy, untitled }: Needs): Input {
  if (isPrivate) return { subject: busy, notes: null, place: null };
  return { subject: subject || untitled, notes: notes || null, place: place || null };
}

function whenOf({ startAt, endAt, day }: ReadEvent): Input {
  if (startAt === null) return { dueOn: day };
  return { startAt, ...(endAt !== null && endAt >= startAt && { endAt }) };
}

async function knownAs(db: Database, actor: Actor, { uid, recurrence }: ReadEvent): Promise<string | undefined> {
  if (uid === "") return undefined;
  const text = "select activity from plugin_activities.imported where person = $1 and uid = $2 and recurrence = $3";
  const [row] = await db.query<{ activity: string }>({ text, values: [actor.id, uid, recurrence] });
  return row?.activity;
}

async function remember(db: Queryable, actor: Actor, { uid, recurrence }: ReadEvent, activity: string): Promise<void> {
  if (uid === "") return;
  const text =
    "insert into plugin_activities.imported (person, uid, recurrence, activity) values ($1, $2, $3, $4) on conflict do nothing";
  await db.query({ text, values: [actor.id, uid, recurrence, activity] });
}
