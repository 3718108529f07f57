// Colleagues who were asked to come, or to help, and what each of them says. Who is asked stands in the activity itself; the answers
// are kept here, and follow it in the same transaction.
import { type Actor, type Database, Invalid, NotFound, type Queryable, type Rec, type Transaction } from "trellis/sdk";
import { quiet, ring, type What } from "./notices.ts";
import { problem } from "./problem.ts";

export const answers = ["accepted", "tentative", "declined"] as const;
export type Answer = (typeof answers)[number];

export interface Participant {
  readonly activity: string;
  readonly person: string;
  readonly state: Answer | "invited";
  readonly answeredAt: string | null;
}

/** How an activity was written. */
export interface News {
  readonly action: string;
  readonly record: Rec;
  readonly before: Rec | undefined;
}

const columns = `activity, person, state, answered_at as "answeredAt"`;

export class Participants {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** What everybody says who was asked to one of these. */
  async of(activities: readonly string[]): Promise<readonly Participant[]> {
    if (activities.length === 0) return [];
    const text = `select ${columns} from plugin_activities.participants where activity = any($1::uuid[]) order by asked_at, person`;
    return await this.#db.query<Participant & object>({ text, values: [activities] });
  }

  /** `<activity> <person>` of everybody who said that they will not come to one of these. */
  async refusals(activities: readonly string[]): Promise<ReadonlySet<string>> {
    const declined = (await this.of(activities)).filter(({ state }) => state === "declined");
    return new Set(declined.map(({ activity, person }) => `${activity} ${person}`));
  }

  /**
   * Says whether the actor comes: to this one, or also to those after it that repeat. NotFound where nobody asked them, Invalid
   * where nothing is to be answered any more.
   */
  async answer(actor: Actor, activity: Rec, answer: Answer, { following = false } = {}): Promise<void> {
    await this.#db.transaction(async (trx) => {
      const asked = await trx.query<{ activity: string }>({
        text: following ? askedFollowing : askedOnce,
        values: [activity.id, actor.id],
      });
      if (asked.length === 0) throw new NotFound("web.not_found");
      if (activity["status"] !== "planned") throw new Invalid([problem("state", "not_to_answer")]);
      const ids = asked.map((one) => one.activity);
      const changed = await trx.query({ text: answerSql, values: [ids, actor.id, answer] });
      await trx.query({ text: answeredSql, values: [ids, actor.id] });
      const owner = activity["owner"];
      if (changed.length > 0 && typeof owner === "string")
        await ring(trx, { activity: activity.id, people: [owner], what: answer, who: actor.name });
    });
  }

  /** Keeps the answers in step with what was written, and rings the bells of those whom it concerns. */
  async follow(trx: Transaction, actor: Actor, { action, record, before }: News): Promise<void> {
    const { dropped, fresh } = await keepInStep(trx, { activity: record.id, asked: peopleIn(record), by: actor.id });
    const bell = bellBy(trx, actor, record.id);
    await bell("released", dropped);
    const turn = turnOf({ action, record, before });
    if (turn === "off") await bell("cancelled", await coming(trx, record.id));
    if (turn === "off" || turn === "over") return;
    await bell("invited", turn === "on" ? await coming(trx, record.id) : fresh);
    if (turn === "moved") await bell("moved", await askAgain(trx, record.id, fresh));
  }

  /** New times of something that repeats: asked once, and what somebody said of the one before holds for these, too. */
  async followSeries(trx: Transaction, made: readonly string[], before: string | undefined): Promise<void> {
    await quiet(trx, before === undefined ? made.slice(1) : made);
    if (before === undefined) return;
    const text = `update plugin_activities.participants p set state = b.state, answered_at = b.answered_at
      from plugin_activities.participants b where b.activity = $2 and b.person = p.person and p.activity = any($1::uuid[])`;
    await trx.query({ text, values: [made, before] });
  }
}

/** What this change means for those who were asked: called off, on again, at another time, over anyway, or nothing. */
function turnOf({ action, record, before }: News): "off" | "on" | "moved" | "over" | "same" {
  const wasOff = action === "restored" || isCancelled(before);
  if (action === "removed" || isCancelled(record)) return wasOff ? "over" : "off";
  if (record["status"] !== "planned") return "over";
  if (wasOff) return "on";
  return isMoved(record, before) ? "moved" : "same";
}

/** Rings the bells of others than whoever did it. */
const bellBy = (trx: Queryable, { id, kind, name }: Actor, activity: string) => {
  const who = kind === "person" ? name : "";
  return async (what: What, people: readonly string[]): Promise<void> =>
    await ring(trx, { activity, what, who, people: people.filter((one) => one !== id) });
};

/** Colleagues who are asked; whoever has it is there anyway. */
export function peopleIn(record: Rec): readonly string[] {
  const people = record["colleagues"];
  return Array.isArray(people) ? people.filter((one): one is string => one !== record["owner"]) : [];
}

const isCancelled = (record: Rec | undefined): boolean => record?.["status"] === "cancelled";

const isMoved = (record: Rec, before: Rec | undefined): boolean =>
  before !== undefined && ["startAt", "endAt", "dueOn"].some((path) => record[path] !== before[path]);

const askedOnce = `select activity from plugin_activities.participants where activity = $1 and person = $2 for update`;

const askedFollowing = `select p.activity from plugin_activities.participants p
  join plugin_activities.activities a on a.id = p.activity and a.status = 'planned' and a.deleted_at is null
  where p.person = $2 and (p.activity = $1 or exists (select from plugin_activities.occurrences here
    join plugin_activities.occurrences o on o.series = here.series and o.day >= here.day
    where here.activity = $1 and o.activity = p.activity)) order by p.activity for update of p`;

const answerSql = `update plugin_activities.participants set state = $3, answered_at = now()
  where activity = any($1::uuid[]) and person = $2 and state <> $3 returning activity`;

const answeredSql = `update plugin_activities.notices set seen_at = now()
  where activity = any($1::uuid[]) and person = $2 and seen_at is null and what in ('invited', 'moved')`;

interface Asked {
  readonly activity: string;
  readonly asked: readonly string[];
  /** Whoever puts themselves in has answered. */
  readonly by: string;
}

async function keepInStep(trx: Queryable, { activity, asked, by }: Asked) {
  const gone =
    "delete from plugin_activities.participants where activity = $1 and not person = any($2::uuid[]) returning person";
  const dropped = await trx.query<{ person: string }>({ text: gone, values: [activity, asked] });
  const text = `insert into plugin_activities.participants (activity, person, state, answered_at)
    select $1, person, case when person::text = $3 then 'accepted' else 'invited' end, case when person::text = $3 then now() end
    from unnest($2::uuid[]) person on conflict do nothing returning person`;
  const fresh = await trx.query<{ person: string }>({ text, values: [activity, asked, by] });
  const people = (rows: readonly { person: string }[]) => rows.map(({ person }) => person);
  return { dropped: people(dropped), fresh: people(fresh) };
}

/** Those who did not say that they will not come. */
async function coming(trx: Queryable, activity: string): Promise<readonly string[]> {
  const text = "select person from plugin_activities.participants where activity = $1 and state <> 'declined'";
  return (await trx.query<{ person: string }>({ text, values: [activity] })).map(({ person }) => person);
}

/** Another time is another question. */
async function askAgain(trx: Queryable, activity: string, except: readonly string[]): Promise<readonly string[]> {
  const text = `update plugin_activities.participants set state = 'invited', answered_at = null
    where activity = $1 and not person = any($2::uuid[]) returning person`;
  return (await trx.query<{ person: string }>({ text, values: [activity, except] })).map(({ person }) => person);
}
