// Nobody empties the customer base in an afternoon: beyond so many deletions an hour somebody else has to help.
import { setTimeout as rest } from "node:timers/promises";
import type { Database, Queryable, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Conflict, TooMany } from "../../kernel/errors.ts";
import type { Alerts } from "./alerts.ts";
import { type Figures, manyOf } from "./judge.ts";
import { rulesNow } from "./rule-settings.ts";

const lately = `select count(*)::int as done from (select at, action from changes where actor_id = $1 order by seq desc limit 5000) l
  where l.action = 'removed' and l.at > now() - interval '1 hour'`;

const turn = "select pg_advisory_xact_lock(hashtext('removals'), hashtext($1))";
const ifFree = "select pg_try_advisory_xact_lock(hashtext('removals'), hashtext($1)) as mine";

export class Removals {
  readonly #db: Database;
  readonly #alerts: Alerts;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(db: Database, alerts: Alerts) {
    this.#db = db;
    this.#alerts = alerts;
  }

  /**
   * Asked before records go to the trash; TooMany, and told to whoever reads alerts, where it would be more than an hour's. In a
   * transaction that has begun nobody waits for more than a second: Conflict, where the same person removes others all that time.
   */
  async allow(actor: Actor, count: number, trx?: Queryable): Promise<void> {
    if (isFree(actor)) return;
    if (trx) await shortTurn(trx, actor);
    const found = await tooMany(trx ?? this.#db, actor, count);
    if (found) await this.#refuse(actor, found);
  }

  /**
   * Removes so many records, one after the other for whoever asks many times at once, in all processes. In this one they wait
   * without a connection: what removes may need another one.
   */
  async inTurn<T>(actor: Actor, count: number, work: (trx: Transaction) => Promise<T>): Promise<T> {
    if (isFree(actor)) return await this.#db.transaction(work);
    const mine = (this.#turns.get(actor.id) ?? Promise.resolve()).then(() => this.#counted(actor, count, work));
    const over = mine.then(nothing, nothing);
    this.#turns.set(actor.id, over);
    void over.then(() => this.#turns.get(actor.id) === over && this.#turns.delete(actor.id));
    return await mine;
  }

  async #counted<T>(actor: Actor, count: number, work: (trx: Transaction) => Promise<T>): Promise<T> {
    const done = await this.#db.transaction(async (trx) => {
      await trx.query({ text: turn, values: [actor.id] });
      const found = await tooMany(trx, actor, count);
      return found ? { found } : { value: await work(trx) };
    });
    return "value" in done ? done.value : await this.#refuse(actor, done.found);
  }

  async #refuse(actor: Actor, { limit, detail }: Found): Promise<never> {
    await this.#alerts.raise({ rule: "removals", userId: actor.id, detail });
    throw new TooMany("alerts.too_many_removals", { limit, seconds: 3_600 });
  }
}

interface Found {
  readonly limit: number;
  readonly detail: NonNullable<Figures>;
}

/** A second in all. */
const [TRIES, PAUSE] = [40, 25];

const nothing = () => undefined;

/** Background work, and administrators, are never held. */
const isFree = ({ kind, roles }: Actor): boolean => kind !== "person" || roles.includes("admin");

/** Tried again and again: whoever removes at this moment may need the connections that others would hold while they wait. */
async function shortTurn(trx: Queryable, { id }: Actor): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const [lock] = await trx.query<{ mine: boolean }>({ text: ifFree, values: [id] });
    if (lock?.mine) return;
    await rest(PAUSE);
  }
  throw new Conflict("records.busy");
}

async function tooMany(db: Queryable, actor: Actor, count: number): Promise<Found | undefined> {
  const { threshold, action } = (await rulesNow(db)).removals;
  if (count === 0 || action !== "block" || threshold === null) return undefined;
  const [row] = await db.query<{ done: number }>({ name: "removals-lately", text: lately, values: [actor.id] });
  const detail = manyOf((row?.done ?? 0) + count, threshold);
  return detail && { limit: threshold, detail };
}
