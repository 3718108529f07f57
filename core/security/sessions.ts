import type { Database, Queryable, Transaction } from "../db/database.ts";
import { newId } from "../kernel/ids.ts";
import { personDoing, writeAudit } from "./audit/write-audit.ts";
import { hashOf, newSecret } from "./secrets.ts";
import { demandsSql, exportConfirmedSql } from "./sign-in-rules.ts";

/** A sign-in that lasts. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** Version of rights at this moment: an actor kept from before another version is not used again. */
  readonly rights: number;
  /** Minutes since the password was typed. */
  readonly age: number;
  /** A second step is demanded of this person, and they have none yet: the session opens nothing until they do. */
  readonly missing: boolean;
  /** A second step was passed in the last ten minutes. */
  readonly stepped: boolean;
  /** Nothing may be taken out before a second step: the company demands it, and the last one is too long ago. */
  readonly unconfirmed: boolean;
}

/** Whose session stands between password and second step. */
export interface HalfSession {
  readonly userId: string;
  /** False for a whole session of somebody who has to add a second step first. */
  readonly half: boolean;
}

/** Somebody whose second step is taken at another server. */
export interface FromElsewhere {
  /** That server has asked them in the last ten minutes. */
  readonly lately: boolean;
}

export interface SessionLine {
  readonly id: string;
  readonly device: string;
  readonly address: string;
  readonly kept: boolean;
  readonly createdAt: string;
  readonly seenAt: string;
}

/** What the cookie gets. */
export interface Fresh {
  readonly secret: string;
  readonly kept: boolean;
}

export interface Visitor {
  readonly address: string;
  readonly device: string;
}

// Half an hour of silence or twelve hours in all; thirty days for whoever asked to be kept signed in.
const alive = `(case when kept then created_at > now() - interval '30 days'
  else seen_at > now() - interval '30 minutes' and created_at > now() - interval '12 hours' end)`;

const lately = "coalesce(s.stepped_at > now() - interval '10 minutes', false)";

const findOne = (
  missing: string,
) => `select s.id, s.user_id as "userId", s.seen_at < now() - interval '1 minute' as stale,
  (extract(epoch from now() - s.created_at) / 60)::int as age, not s.elsewhere and ${missing} as missing,
  ${lately} as stepped, ${exportConfirmedSql} and not ${lately} as unconfirmed,
  (select version from definition_versions where name = 'rights') as rights
from sessions s join users u on u.id = s.user_id
where s.hash = $1 and u.state = 'active' and u.deleted_at is null and not s.half and ${alive.replaceAll(/(created_at|seen_at|kept)/g, "s.$1")}`;

// The second step follows within ten minutes.
const findHalf = (
  missing: string,
) => `select s.user_id as "userId", s.half from sessions s join users u on u.id = s.user_id
where s.hash = $1 and (s.half or not s.elsewhere and ${missing}) and u.state = 'active' and u.deleted_at is null
  and s.created_at > now() - interval '10 minutes'`;

const touch = `with seen as (update sessions set seen_at = now() where id = $1 returning user_id)
update users set last_seen_at = now() from seen where users.id = seen.user_id`;

const insert = `insert into sessions (hash, id, user_id, kept, address, device, half, elsewhere, stepped_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9 then now() end)`;

// A whole session that gives way to another one ends with its line, as every other does.
const takeHalf = `with gone as (delete from sessions where hash = $1 returning id, user_id, kept, half, address),
told as (insert into audit_events (actor_id, source, address, action, kind, record_id)
  select user_id::text, 'page', address, 'session.ended', 'session', id::text from gone where not half)
select user_id, kept from gone`;

/** How a session begins. */
interface Beginning {
  readonly kept: boolean;
  readonly visitor: Visitor;
  readonly stepped: boolean;
  readonly elsewhere?: boolean;
}

/** Sessions live in the database: ended in one process, ended in all. */
export class Sessions {
  readonly #db: Database;
  readonly #missing: string;

  /** `passkeys`: whether browsers know any at our address. */
  constructor(db: Database, { passkeys }: { readonly passkeys: boolean }) {
    this.#db = db;
    this.#missing = demandsSql("s.user_id", passkeys).missing;
  }

  /** A new session; answers the secret for the cookie, which is stored nowhere. */
  async start(userId: string, kept: boolean, visitor: Visitor, from?: FromElsewhere): Promise<string> {
    const beginning = { kept, visitor, elsewhere: from !== undefined, stepped: from?.lately ?? false };
    return await this.#db.transaction((trx) => this.#begin(trx, userId, beginning));
  }

  /** After a right password: a session that opens nothing but the second step. */
  async startHalf(userId: string, kept: boolean, { address, device }: Visitor): Promise<string> {
    const secret = newSecret();
    const values = [hashOf(secret), newId(), userId, kept, address, device.slice(0, 300)];
    await this.#db.query({ text: insert, values: [...values, true, false, false] });
    return secret;
  }

  /** Whose second step is still to come. */
  async findHalf(secret: string): Promise<HalfSession | undefined> {
    const [found] = await this.#db.query<HalfSession & object>({
      text: findHalf(this.#missing),
      values: [hashOf(secret)],
    });
    return found;
  }

  /** The second step was right: a new session in place of one that `findHalf` found. Of two at once one gets it. */
  async complete(half: string, visitor: Visitor): Promise<Fresh | undefined> {
    return await this.#db.transaction(async (trx) => {
      const [gone] = await trx.query<{ user_id: string; kept: boolean }>({ text: takeHalf, values: [hashOf(half)] });
      if (!gone) return undefined;
      const { kept } = gone;
      return { kept, secret: await this.#begin(trx, gone.user_id, { kept, visitor, stepped: true }) };
    });
  }

  /**
   * The same session under another secret: what somebody copied before is worth nothing any more. `stepped`: they have just
   * shown a second step.
   */
  async renew(secret: string, { stepped }: { readonly stepped: boolean }): Promise<Fresh | undefined> {
    const fresh = newSecret();
    const text =
      "update sessions set hash = $2, stepped_at = case when $3 then now() else stepped_at end where hash = $1 returning kept";
    const values = [hashOf(secret), hashOf(fresh), stepped];
    const [row] = await this.#db.query<{ kept: boolean }>({ text, values });
    return row && { secret: fresh, kept: row.kept };
  }

  /** True for a session whose second step was taken at another server. */
  async isFromElsewhere(id: string): Promise<boolean> {
    const text = "select elsewhere from sessions where id = $1";
    const [found] = await this.#db.query<{ elsewhere: boolean }>({ text, values: [id] });
    return found?.elsewhere ?? false;
  }

  /** Whoever is signed in has shown a second step once more. */
  async step({ id, userId }: Pick<Session, "id" | "userId">): Promise<void> {
    await this.#db.transaction(async (trx) => {
      await trx.query({ text: "update sessions set stepped_at = now() where id = $1", values: [id] });
      await writeAudit(trx, personDoing(userId), { action: "session.confirmed", kind: "session", recordId: id });
    });
  }

  async #begin(trx: Transaction, userId: string, beginning: Beginning): Promise<string> {
    const { kept, visitor, stepped, elsewhere = false } = beginning;
    const [secret, id, device] = [newSecret(), newId(), visitor.device.slice(0, 300)];
    const values = [hashOf(secret), id, userId, kept, visitor.address, device, false, elsewhere, stepped];
    await trx.query({ text: insert, values });
    await trx.query({ text: "update users set last_seen_at = now() where id = $1", values: [userId] });
    const deed = { action: "session.started", kind: "session", recordId: id, detail: { device, kept } };
    await writeAudit(trx, personDoing(userId), { ...deed, address: visitor.address });
    return secret;
  }

  async find(secret: string): Promise<Session | undefined> {
    const statement = { name: "session-find", text: findOne(this.#missing), values: [hashOf(secret)] };
    const [found] = await this.#db.query<Session & { stale: boolean }>(statement);
    if (!found) return undefined;
    if (found.stale) await this.#db.query({ text: touch, values: [found.id] });
    return found;
  }

  async list(userId: string): Promise<SessionLine[]> {
    const columns = `id, device, address, kept, created_at as "createdAt", seen_at as "seenAt"`;
    const text = `select ${columns} from sessions where user_id = $1 and not half and ${alive} order by seen_at desc, id`;
    return await this.#db.query<SessionLine>({ text, values: [userId] });
  }

  /** Ends one of this person's sessions; a foreign or unknown one stays as it is. */
  async end(userId: string, id: string): Promise<void> {
    await this.#end(this.#db, "user_id = $1 and id = $2", [userId, id]);
  }

  async endSecret(secret: string): Promise<void> {
    await this.#end(this.#db, "hash = $1", [hashOf(secret)]);
  }

  /** Ends all of a person's sessions but the one given. */
  async endAll(userId: string, but: string | null = null, db: Queryable = this.#db): Promise<void> {
    await this.#end(db, "user_id = $1 and id is distinct from $2::uuid", [userId, but]);
  }

  // One statement, so that no session ends without its line.
  async #end(db: Queryable, which: string, values: readonly unknown[]): Promise<void> {
    const text = `with ended as (delete from sessions where ${which} returning id, user_id, address)
      insert into audit_events (actor_id, source, address, action, kind, record_id)
      select user_id::text, 'page', address, 'session.ended', 'session', id::text from ended`;
    await db.query({ text, values });
  }

  /** Removes what has run out; run by a job. */
  async tidy(): Promise<void> {
    await this.#db.query({
      text: `delete from sessions where not ${alive} or (half and created_at < now() - interval '1 hour')`,
    });
  }
}
