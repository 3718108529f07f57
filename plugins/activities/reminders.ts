// Reminders are claimed, said, and never said twice. The database's clock counts, whatever those of the workers show.
import { type Database, newId, type Transaction } from "trellis/sdk";

export interface Claimed {
  readonly activity: string;
  readonly person: string;
  readonly fireAt: string;
  readonly tries: number;
  /** More than twelve hours ago: somebody was away, or the system was. */
  readonly late: boolean;
}

/** How something is said to people. Throws when it could not; what it did before is not undone. */
export type Channel = (trx: Transaction, due: readonly Claimed[]) => Promise<void>;
/** Prepares a second way to say it, before the transaction in which it is said. */
export type Preparing = (due: readonly Claimed[]) => Promise<Channel>;

/** Hears how many were said, or could not be. */
export type Tell = (outcome: "sent" | "failed", count: number) => void;

export interface Ways {
  /** The bell, unless a test wants another. */
  readonly say?: Channel;
  readonly prepare?: Preparing;
  readonly tell?: Tell;
}

const nothingElse: Preparing = async () => async () => undefined;

const BATCH = 500;
const MOST_TRIES = 5;

const claiming = (which: string): string => `update plugin_activities.reminders r
  set state = 'claimed', claim = $1, tries = r.tries + 1, wait_until = now() + interval '2 minutes'
  from (select activity, person from plugin_activities.reminders
    where state in ('pending', 'claimed') and (wait_until is null or wait_until <= now()) and ${which} for update skip locked) due
  where r.activity = due.activity and r.person = due.person
  returning r.activity, r.person, r.fire_at as "fireAt", r.tries, r.fire_at < now() - interval '12 hours' as late`;

const claimSql = claiming("fire_at <= now() order by fire_at limit $2");
// What is long past is one digest, however much it is.
const claimLateSql = claiming("person = any($2::uuid[]) and fire_at < now() - interval '12 hours'");

const sentSql = `update plugin_activities.reminders set state = 'sent', claim = null, wait_until = null
  where claim = $1 and person = any($2::uuid[])`;

// Half a minute, one, two, four; then it is given up.
const failedSql = `update plugin_activities.reminders set claim = null, problem = $3,
    state = case when tries >= $4 then 'failed' else 'pending' end,
    wait_until = now() + interval '15 seconds' * power(2, tries)
  where claim = $1 and person = any($2::uuid[]) and state = 'claimed'`;

const peopleOf = (due: readonly Claimed[]): readonly string[] => [...new Set(due.map(({ person }) => person))].sort();

export class Reminders {
  readonly #db: Database;
  readonly #say: Channel;
  readonly #prepare: Preparing;
  readonly #tell: Tell;

  constructor(db: Database, { say = sayInApp, prepare = nothingElse, tell = () => undefined }: Ways = {}) {
    this.#db = db;
    this.#say = say;
    this.#prepare = prepare;
    this.#tell = tell;
  }

  /** Says everything that is due now; answers how many. */
  async sendDue(signal?: AbortSignal): Promise<number> {
    let [sent, batch] = [0, 0];
    do {
      batch = await this.#sendBatch();
      sent += batch;
    } while (batch >= BATCH && signal?.aborted !== true);
    return sent;
  }

  /** Claiming is a transaction of its own: whoever dies in the middle leaves a claim that ends by itself. */
  async #sendBatch(): Promise<number> {
    const claim = newId();
    const due = await this.#claim(claim);
    if (due.length === 0) return 0;
    const error = await this.#sayTogether(claim, due);
    if (error === undefined) return due.length;
    // What is in the way of one person keeps nothing from the others.
    const each = [...Map.groupBy(due, ({ person }) => person).values()];
    for (const mine of each) {
      const why = each.length === 1 ? error : await this.#sayTogether(claim, mine);
      if (why !== undefined) await this.#giveBack(claim, mine, why);
    }
    return due.length;
  }

  async #claim(claim: string): Promise<readonly Claimed[]> {
    const due = await this.#db.query<Claimed & object>({ text: claimSql, values: [claim, BATCH] });
    const late = peopleOf(due.filter((one) => one.late));
    if (late.length === 0) return due;
    return [...due, ...(await this.#db.query<Claimed & object>({ text: claimLateSql, values: [claim, late] }))];
  }

  /** Answers what was in the way; undefined when all was said. */
  async #sayTogether(claim: string, due: readonly Claimed[]): Promise<unknown> {
    try {
      const sayToo = await this.#prepare(due);
      await this.#db.transaction(async (trx) => {
        const held = await stillHeld(trx, claim, due);
        await this.#say(trx, held);
        await sayToo(trx, held);
        await trx.query({ text: sentSql, values: [claim, peopleOf(due)] });
        trx.afterCommit(() => this.#tell("sent", held.length));
      });
      return undefined;
    } catch (error) {
      return error ?? "unknown";
    }
  }

  async #giveBack(claim: string, due: readonly Claimed[], error: unknown): Promise<void> {
    this.#tell("failed", due.length);
    const values = [claim, peopleOf(due), String(error).slice(0, 500), MOST_TRIES];
    await this.#db.query({ text: failedSql, values });
  }

  /** How many should have been said ten minutes ago, or were given up today. */
  async overdue(): Promise<number> {
    const text = `select count(*)::int as number from plugin_activities.reminders
      where (state in ('pending', 'claimed') and fire_at < now() - interval '10 minutes')
        or (state = 'failed' and fire_at > now() - interval '1 day')`;
    const [row] = await this.#db.query<{ number: number }>({ text });
    return row?.number ?? 0;
  }

  /** Says it again later. */
  async snooze(person: string, activity: string, minutes: number): Promise<void> {
    await this.#db.transaction(async (trx) => {
      const text = `update plugin_activities.reminders set state = 'pending', tries = 0, wait_until = null,
          fire_at = date_trunc('milliseconds', now()) + $3 * interval '1 minute' where activity = $1 and person = $2 returning activity`;
      const [found] = await trx.query({ text, values: [activity, person, minutes] });
      if (found) await markSeen(trx, person, activity);
    });
  }

  /** Rings somebody's bell about an activity of theirs; again only after an hour. Answers whether it rang. */
  async nudge(person: string, activity: string): Promise<boolean> {
    const text = `insert into plugin_activities.notices (activity, person, fire_at)
      select $1, $2, date_trunc('milliseconds', now()) where not exists (select from plugin_activities.notices
        where activity = $1 and person = $2 and seen_at is null and sent_at > now() - interval '1 hour') returning activity`;
    const rows = await this.#db.query({ text, values: [activity, person] });
    return rows.length > 0;
  }

  /** Takes notice of one, or of all. */
  async seen(person: string, activity?: string): Promise<void> {
    await markSeen(this.#db, person, activity);
  }
}

/** Those that were neither cancelled nor moved since they were claimed. */
async function stillHeld(trx: Transaction, claim: string, due: readonly Claimed[]): Promise<readonly Claimed[]> {
  const text = `select activity, person from plugin_activities.reminders where claim = $1 for update`;
  const held = await trx.query<{ activity: string; person: string }>({ text, values: [claim] });
  const keys = new Set(held.map(({ activity, person }) => `${activity} ${person}`));
  return due.filter(({ activity, person }) => keys.has(`${activity} ${person}`));
}

const noticeSql = `insert into plugin_activities.notices (activity, person, fire_at, digest)
  select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[]) on conflict do nothing`;

/** The bell: a row for each, and one digest per person for what is long past. */
export async function sayInApp(trx: Transaction, due: readonly Claimed[]): Promise<void> {
  const digests = await digestsFor(trx, peopleOf(due.filter(({ late }) => late)));
  const values = [
    due.map(({ activity }) => activity),
    due.map(({ person }) => person),
    due.map(({ fireAt }) => fireAt),
    due.map(({ person, late }) => (late ? digests.get(person) : null)),
  ];
  await trx.query({ text: noticeSql, values });
}

/** One per person, also when several workers catch up at once. */
async function digestsFor(trx: Transaction, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const person of people) {
    await trx.query({
      text: "select pg_advisory_xact_lock(hashtext('activities.digest'), hashtext($1))",
      values: [person],
    });
    const text = `select digest from plugin_activities.notices where person = $1 and digest is not null and seen_at is null
      and sent_at > now() - interval '10 minutes' limit 1`;
    const [known] = await trx.query<{ digest: string }>({ text, values: [person] });
    found.set(person, known?.digest ?? newId());
  }
  return found;
}

async function markSeen(db: Pick<Database, "query">, person: string, activity?: string): Promise<void> {
  const text = `update plugin_activities.notices set seen_at = now()
    where person = $1 and seen_at is null and ($2::uuid is null or activity = $2)`;
  await db.query({ text, values: [person, activity ?? null] });
}
