import type { Database, Queryable } from "../db/database.ts";
import { newId } from "../kernel/ids.ts";
import { hashOf, newSecret } from "./secrets.ts";

/** A sign-in that lasts. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** Version of rights at this moment: an actor kept from before another version is not used again. */
  readonly rights: number;
  /** Minutes since the password was typed. */
  readonly age: number;
}

export interface SessionLine {
  readonly id: string;
  readonly device: string;
  readonly address: string;
  readonly kept: boolean;
  readonly createdAt: string;
  readonly seenAt: string;
}

export interface Visitor {
  readonly address: string;
  readonly device: string;
}

// Half an hour of silence or twelve hours in all; thirty days for whoever asked to be kept signed in.
const alive = `(case when kept then created_at > now() - interval '30 days'
  else seen_at > now() - interval '30 minutes' and created_at > now() - interval '12 hours' end)`;

const findOne = `select s.id, s.user_id as "userId", s.seen_at < now() - interval '1 minute' as stale,
  (extract(epoch from now() - s.created_at) / 60)::int as age,
  (select version from definition_versions where name = 'rights') as rights
from sessions s join users u on u.id = s.user_id
where s.hash = $1 and u.state = 'active' and u.deleted_at is null and ${alive.replaceAll(/(created_at|seen_at|kept)/g, "s.$1")}`;

const touch = `with seen as (update sessions set seen_at = now() where id = $1 returning user_id)
update users set last_seen_at = now() from seen where users.id = seen.user_id`;

/** Sessions live in the database: ended in one process, ended in all. */
export class Sessions {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** A new session; answers the secret for the cookie, which is stored nowhere. */
  async start(userId: string, kept: boolean, visitor: Visitor): Promise<string> {
    const secret = newSecret();
    const text = "insert into sessions (hash, id, user_id, kept, address, device) values ($1, $2, $3, $4, $5, $6)";
    const values = [hashOf(secret), newId(), userId, kept, visitor.address, visitor.device.slice(0, 300)];
    await this.#db.query({ text, values });
    await this.#db.query({ text: "update users set last_seen_at = now() where id = $1", values: [userId] });
    return secret;
  }

  async find(secret: string): Promise<Session | undefined> {
    const statement = { name: "session-find", text: findOne, values: [hashOf(secret)] };
    const [found] = await this.#db.query<Session & { stale: boolean }>(statement);
    if (!found) return undefined;
    if (found.stale) await this.#db.query({ text: touch, values: [found.id] });
    return found;
  }

  async list(userId: string): Promise<SessionLine[]> {
    const columns = `id, device, address, kept, created_at as "createdAt", seen_at as "seenAt"`;
    const text = `select ${columns} from sessions where user_id = $1 and ${alive} order by seen_at desc, id`;
    return await this.#db.query<SessionLine>({ text, values: [userId] });
  }

  /** Ends one of this person's sessions; a foreign or unknown one stays as it is. */
  async end(userId: string, id: string): Promise<void> {
    await this.#db.query({ text: "delete from sessions where user_id = $1 and id = $2", values: [userId, id] });
  }

  async endSecret(secret: string): Promise<void> {
    await this.#db.query({ text: "delete from sessions where hash = $1", values: [hashOf(secret)] });
  }

  /** Ends all of a person's sessions but the one given. */
  async endAll(userId: string, but: string | null = null, db: Queryable = this.#db): Promise<void> {
    const text = "delete from sessions where user_id = $1 and id is distinct from $2::uuid";
    await db.query({ text, values: [userId, but] });
  }

  /** Removes what has run out; run by a job. */
  async tidy(): Promise<void> {
    await this.#db.query({ text: `delete from sessions where not ${alive}` });
  }
}
