// A calendar somebody has elsewhere, by its address: read every quarter of an hour through the one door out. What stands there wins;
// what an event became here keeps what it is about.
import {
  type Actor,
  type Database,
  type Http,
  type Input,
  NotFound,
  type OwnSettings,
  type Queryable,
  type Records,
  systemActor,
  type Transaction,
} from "trellis/sdk";
import { activityFrom, titled } from "./activity.ts";
import { readCalendar } from "./ical-read.ts";
import { mayChange } from "./may-change.ts";
import { type OutsideEvent, outsideEvents } from "./outside-events.ts";
import { dayOf, plusDays } from "./zoned.ts";

export type Trouble = "outside.unreachable" | "outside.too_large" | "feed.not_a_calendar" | "feed.too_much";

export interface OutsideState {
  readonly readAt: string;
  readonly problem: Trouble | null;
}

/** An event of somebody, for calendars. */
export interface SeenEvent extends OutsideEvent {
  readonly person: string;
}

interface Needs {
  readonly db: Database;
  readonly records: Records;
  readonly settings: OwnSettings;
  readonly http: Http;
  readonly actors: { ofUser(id: string, source: "job"): Promise<Actor | undefined> };
}

const keeper = systemActor("activities");
const LARGEST = 1_048_576;
const [BACK, AHEAD] = [31, 366];

export class OutsideCalendars {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Whether somebody has one, and how reading it went; undefined for none. */
  async stateOf(person: string): Promise<OutsideState | undefined> {
    const text = `select read_at as "readAt", problem from plugin_activities.outside where person = $1`;
    const [row] = await this.#needs.db.query<OutsideState & object>({ text, values: [person] });
    return row;
  }

  /** True when this person gave an address. */
  async hasAddress(actor: Pick<Actor, "id" | "teamIds">): Promise<boolean> {
    return (await this.#addressOf(actor)) !== null;
  }

  /** What these people have elsewhere between two days. */
  async between(people: readonly string[], first: string, last: string): Promise<readonly SeenEvent[]> {
    const text = `select person, uid, recurrence, subject, place, first_day::text as "firstDay", last_day::text as "lastDay",
        start_at as "startAt", end_at as "endAt", busy from plugin_activities.outside_events
      where person = any($1::uuid[]) and first_day <= $3 and last_day >= $2 order by first_day, start_at nulls first, uid`;
    return await this.#needs.db.query<SeenEvent & object>({ text, values: [people, first, last] });
  }

  /** Reads it now; answers how it went. Who gave no address any more has no events either. */
  async read(actor: Actor): Promise<Trouble | null> {
    const address = await this.#addressOf(actor);
    if (address === null) {
      await this.#forget(actor.id);
      return null;
    }
    const fetched = await this.#look(address, actor);
    await this.#needs.db.transaction(async (trx) => {
      await remember(trx, actor.id, "problem" in fetched ? fetched.problem : null);
      if (!("problem" in fetched)) await this.#replace(trx, actor, fetched.events);
    });
    return "problem" in fetched ? fetched.problem : null;
  }

  /** Everybody's that have one; answers how many were read. One that fails stops nobody else's, and is thrown at the end. */
  async readAll(signal?: AbortSignal): Promise<number> {
    let [count, after] = [0, undefined as string | undefined];
    const failed: unknown[] = [];
    const filter = { field: "state", op: "eq", value: "active" } as const;
    do {
      const query = { filter, fields: [], limit: 200, after };
      const page = await this.#needs.records.list(keeper, "user", query);
      for (const { id } of page.data) {
        if (signal?.aborted === true) break;
        await this.#readOf(id).then(
          (read) => (count += read),
          (error: unknown) => failed.push(error),
        );
      }
      after = page.next ?? undefined;
    } while (after !== undefined && signal?.aborted !== true);
    if (failed.length > 0) throw failed[0];
    return count;
  }

  /** Makes an activity of an event; NotFound where there is none. */
  async take(actor: Actor, uid: string, recurrence: string, busy: string): Promise<string> {
    return await this.#needs.db.transaction(async (trx) => {
      const text = `delete from plugin_activities.outside_events where person = $1 and uid = $2 and recurrence = $3
        returning subject, place, first_day::text as "firstDay", start_at as "startAt", end_at as "endAt"`;
      const [event] = await trx.query<OutsideEvent & object>({ text, values: [actor.id, uid, recurrence] });
      if (!event) throw new NotFound("web.not_found");
      const input = { type: "meeting", owner: actor.id, ...inputOf(event, busy) };
      const { id } = await this.#needs.records.create(actor, "activity", input, { trx });
      const link =
        "insert into plugin_activities.outside_links (person, uid, recurrence, activity) values ($1, $2, $3, $4)";
      await trx.query({ text: link, values: [actor.id, uid, recurrence, id] });
      return id;
    });
  }

  async #readOf(person: string): Promise<number> {
    if (!(await this.hasAddress({ id: person, teamIds: [] })) && !(await this.stateOf(person))) return 0;
    const actor = await this.#needs.actors.ofUser(person, "job");
    if (!actor) return 0;
    await this.read(actor);
    return 1;
  }

  async #addressOf(actor: Pick<Actor, "id" | "teamIds">): Promise<string | null> {
    return (await this.#needs.settings.read<{ calendar: string | null }>(actor)).calendar;
  }

  async #look(url: string, { timeZone }: Actor): Promise<Fetched> {
    const asked = { url, headers: { accept: "text/calendar" }, most: LARGEST };
    const answer = await this.#needs.http.send(asked).catch(() => undefined);
    if (answer?.status !== 200) return { problem: "outside.unreachable" };
    if (answer.isCut) return { problem: "outside.too_large" };
    const read = readCalendar(answer.body.toString("utf8"), timeZone);
    if ("fault" in read) return { problem: `feed.${read.fault}` };
    const today = dayOf(new Date(), timeZone);
    return { events: outsideEvents(read.events, { first: plusDays(today, -BACK), last: plusDays(today, AHEAD) }) };
  }

  async #replace(trx: Transaction, actor: Actor, events: readonly OutsideEvent[]): Promise<void> {
    const links = await linksOf(trx, actor.id);
    for (const [key, activity] of links)
      await this.#follow(trx, actor, { activity, event: events.find((one) => keyOf(one) === key) });
    await trx.query({ text: "delete from plugin_activities.outside_events where person = $1", values: [actor.id] });
    const rows = events.filter((one) => !links.has(keyOf(one)));
    await trx.query({ text: insertSql, values: [actor.id, JSON.stringify(rows)] });
  }

  /** Its words and times are those of the event; where that is gone, it does not take place. What it is about stays. */
  async #follow(
    trx: Transaction,
    actor: Actor,
    { activity, event }: { activity: string; event: OutsideEvent | undefined },
  ) {
    const { records } = this.#needs;
    const found = await records.find(actor, "activity", activity, { on: trx, include: titled });
    const isRead = String(found?.["dueOn"]) >= plusDays(dayOf(new Date(), actor.timeZone), -BACK);
    // What they gave to somebody else follows that person's plans.
    if (found?.["status"] !== "planned" || !isRead || !mayChange(actor, activityFrom(found))) return;
    const wanted: Input = event ? inputOf(event, String(found["subject"])) : { status: "cancelled" };
    const differs = Object.entries(wanted).filter(([path, value]) => !isSame(found[path], value));
    if (differs.length > 0) await records.change(actor, "activity", activity, Object.fromEntries(differs), { trx });
  }

  async #forget(person: string): Promise<void> {
    for (const table of ["outside_events", "outside"])
      await this.#needs.db.query({
        text: `delete from plugin_activities.${table} where person = $1`,
        values: [person],
      });
  }
}

type Fetched = { readonly events: readonly OutsideEvent[] } | { readonly problem: Trouble };

const keyOf = ({ uid, recurrence }: Pick<OutsideEvent, "uid" | "recurrence">): string => `${uid} ${recurrence}`;

function inputOf({ subject, place, firstDay, startAt, endAt }: OutsideEvent, unnamed: string): Input {
  const when = startAt === null ? { startAt: null, dueOn: firstDay } : { startAt, endAt };
  return { subject: subject ?? unnamed, place, ...when };
}

/** The same instant may be written in several ways. */
function isSame(one: unknown, other: unknown): boolean {
  const [a, b] = [one, other].map((value) =>
    typeof value === "string" && value.includes("T") ? Date.parse(value) : value,
  );
  return (a ?? null) === (b ?? null) || one === other;
}

async function linksOf(trx: Queryable, person: string): Promise<ReadonlyMap<string, string>> {
  const text = "select uid, recurrence, activity from plugin_activities.outside_links where person = $1";
  const rows = await trx.query<{ uid: string; recurrence: string; activity: string }>({ text, values: [person] });
  return new Map(rows.map((row) => [keyOf(row), row.activity]));
}

async function remember(trx: Queryable, person: string, problem: Trouble | null): Promise<void> {
  const text = `insert into plugin_activities.outside (person, problem) values ($1, $2)
    on conflict (person) do update set read_at = now(), problem = excluded.problem`;
  await trx.query({ text, values: [person, problem] });
}

const insertSql = `insert into plugin_activities.outside_events (person, uid, recurrence, subject, place, first_day, last_day, start_at, end_at, busy)
  select $1, e.uid, e.recurrence, e.subject, e.place, e."firstDay", e."lastDay", e."startAt", e."endAt", e.busy
  from jsonb_to_recordset($2::jsonb) as e(uid text, recurrence text, subject text, place text, "firstDay" date, "lastDay" date,
    "startAt" timestamptz, "endAt" timestamptz, busy boolean)`;
