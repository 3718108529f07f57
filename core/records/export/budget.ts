// How many different clients somebody takes out of the house a day, counted once a day over all ways out and all processes.
import type { Database } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { TooMany } from "../../kernel/errors.ts";

/** Kinds whose records are what a leaver would want. */
export const clients: ReadonlySet<string> = new Set(["contact", "company"]);

/** How many this actor may take out of a kind a day; undefined when nobody counts. */
export const limitOf = ({ dailyExits }: Actor, kind: string): number | undefined =>
  clients.has(kind) ? dailyExits : undefined;

const turn = "select pg_advisory_xact_lock(hashtext('taken_out'), hashtext($1))";

const insert = `with fresh as (insert into taken_out (user_id, record_id) select $1, unnest($2::uuid[]) on conflict do nothing returning 1)
  select (select count(*) from fresh)::int + (select count(*) from taken_out
    where user_id = $1 and day = (now() at time zone 'UTC')::date)::int as used`;

const used = `select count(*)::int as used, count(*) filter (where record_id = any($2::uuid[]))::int as known from taken_out
  where user_id = $1 and day = (now() at time zone 'UTC')::date`;

export class Budget {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Counts records that are about to leave; TooMany, and none of them counted, when that would be more than the day's. */
  async take(actor: Actor, kind: string, ids: readonly string[]): Promise<void> {
    const limit = limitOf(actor, kind);
    if (limit === undefined || ids.length === 0) return;
    await this.#db.transaction(async (trx) => {
      // Who asks many times at once is counted one after the other.
      await trx.query({ name: "budget-turn", text: turn, values: [actor.id] });
      const [row] = await trx.query<{ used: number }>({ name: "budget-take", text: insert, values: [actor.id, ids] });
      if ((row?.used ?? 0) > limit) throw new TooMany("exports.budget_used_up", { limit, seconds: untilMidnight() });
    });
  }

  /** True when these could leave today. */
  async covers(actor: Actor, kind: string, ids: readonly string[]): Promise<boolean> {
    const limit = limitOf(actor, kind);
    if (limit === undefined) return true;
    const [row] = await this.#db.query<{ used: number; known: number }>({ text: used, values: [actor.id, ids] });
    return (row?.used ?? 0) + ids.length - (row?.known ?? 0) <= limit;
  }

  /** Forgets days that nobody asks about any more; run by a job. */
  async tidy(): Promise<void> {
    await this.#db.query({ text: "delete from taken_out where day < current_date - 40" });
  }
}

/** Seconds until the count begins anew. */
const untilMidnight = (): number => Math.ceil((86_400_000 - (Date.now() % 86_400_000)) / 1_000);
