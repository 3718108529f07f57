// Rules that nobody has set yet, tried on what has happened: what they would have told of, and what was told of in truth.
import type { Database } from "../../../db/database.ts";
import type { Reader } from "../../../db/reader.ts";
import { type Actor, may } from "../../../kernel/actor.ts";
import { BadRequest, NotAllowed } from "../../../kernel/errors.ts";
import { writeAudit } from "../../../security/audit/write-audit.ts";
import { allowed } from "../alerts.ts";
import { MARK_HONEY } from "../honey.ts";
import { checked, fineIn, isSame, type RulesNow, rulesNow, SET_RULES } from "../rule-settings.ts";
import { Bait } from "./bait.ts";
import { type Compared, compare, type Raised } from "./compare.ts";
import { tryEvents, tryRemovals } from "./deeds.ts";
import { peopleSince, tryOpenings } from "./openings.ts";
import { type Past, patience } from "./past.ts";
import { type Noted, Told } from "./told.ts";

export interface Trial extends Compared {
  readonly since: string;
  readonly until: string;
  /** Of everybody who is in it. */
  readonly names: ReadonlyMap<string, string>;
}

/** Openings are kept for sixty days, and what is usual needs some before the first. */
export const MOST_DAYS = 30;

const period = `select now() - $1 * interval '1 day' as since, now() - ($1 + 1) * interval '1 day' as before, now() as until`;

const raised = `select a.id, a.at, a.rule, a.user_id as "userId", a.subject, a.detail, a.seen_at as "seenAt",
  a.false_alarm as "falseAlarm" from alerts a`;
// Of what was told of before, the last of each counts: it decides when the same is told again.
const earlier = `select distinct on (user_id, rule, subject) at, rule, user_id as "userId", subject, detail from alerts
  where at < $1 order by user_id, rule, subject, at desc`;

export class Trials {
  readonly #db: Database;
  readonly #reader: Pick<Reader, "database">;

  constructor(db: Database, reader: Pick<Reader, "database">) {
    this.#db = db;
    this.#reader = reader;
  }

  /** `wanted`: those that are not as they are in force. Nothing is told to anybody; that they were tried is in the trail. */
  async run(actor: Actor, wanted: Partial<RulesNow>, days = MOST_DAYS): Promise<Trial> {
    allowed(actor);
    if (!may(actor, SET_RULES)) throw new NotAllowed("security.not_allowed", { permission: SET_RULES });
    if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
      throw new BadRequest("alerts.trial_days", { most: MOST_DAYS });
    const now = await rulesNow(this.#db);
    const changed = checked(wanted).filter(([name, rule]) => !isSame(rule, now[name]));
    await this.#db.transaction(async (trx) => {
      await writeAudit(trx, actor, {
        action: "alert.rules_tried",
        detail: { days, rules: Object.fromEntries(changed) },
      });
    });
    return await tried(await this.#reader.database(), { ...now, ...wanted }, days);
  }
}

async function tried(db: Database, rules: RulesNow, days: number): Promise<Trial> {
  const [times] = await db.query<Pick<Past, "since" | "before" | "until">>({ text: period, values: [days] });
  if (!times) throw new Error("The database does not tell the time");
  const values = [times.since];
  const told = new Told(rules, await db.query<Raised & object>({ text: earlier, values }));
  const past = { db, ...times, sinceAt: Date.parse(times.since), fine: fineIn(rules), told, turn: patience() };
  const truth = await db.query<Raised & object>({ text: `${raised} where a.at >= $1 order by a.at`, values });
  await tryRemovals(past, ofRule(truth, "removals"));
  await tryEvents(past);
  await tryAllOpenings(past, truth);
  const names = await namesOf(db, [...told.noted, ...truth]);
  const known = told.noted.filter(({ userId }) => names.has(userId));
  return { ...compare(known, truth, rules), since: times.since, until: times.until, names };
}

/** That marked records were in a list is known by the alert alone. */
async function tryAllOpenings(past: Past, truth: readonly Raised[]): Promise<void> {
  const bait = await Bait.of(past.db);
  const listed = ofRule(truth, "honey").filter(({ detail }) => detail["way"] !== "opened");
  const more = listed.map(({ userId }) => userId);
  for (const person of await peopleSince(past.db, past.before, MARK_HONEY, more))
    await tryOpenings(past, person, { bait, traces: listed.filter(({ userId }) => userId === person.id) });
}

const ofRule = (some: readonly Raised[], rule: string): Raised[] => some.filter((one) => one.rule === rule);

async function namesOf(db: Database, some: readonly Noted[]): Promise<Map<string, string>> {
  const ids = [...new Set(some.map(({ userId }) => userId))];
  const text = "select id, name from users where id = any($1::uuid[])";
  const found = await db.query<{ id: string; name: string }>({ text, values: [ids] });
  return new Map(found.map(({ id, name }) => [id, name]));
}
