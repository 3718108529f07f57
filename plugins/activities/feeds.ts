// Addresses at which a calendar program reads somebody's activities. Whoever knows one reads, so it is long, secret and revocable.
import { createHash, randomBytes } from "node:crypto";
import type { Database } from "trellis/sdk";

export interface Feed {
  readonly createdAt: string;
  /** When a calendar program last asked. */
  readonly readAt: string | null;
}

const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

export class Feeds {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async find(person: string): Promise<Feed | undefined> {
    const text = `select created_at as "createdAt", read_at as "readAt" from plugin_activities.feeds where person = $1`;
    const [feed] = await this.#db.query<Feed & object>({ text, values: [person] });
    return feed;
  }

  /** A new secret; the one before opens nothing any more. It is told once. */
  async open(person: string): Promise<string> {
    const secret = randomBytes(32).toString("base64url");
    const text = `insert into plugin_activities.feeds (person, hash) values ($1, $2)
      on conflict (person) do update set hash = excluded.hash, created_at = now(), read_at = null`;
    await this.#db.query({ text, values: [person, hashOf(secret)] });
    return secret;
  }

  async close(person: string): Promise<void> {
    await this.#db.query({ text: "delete from plugin_activities.feeds where person = $1", values: [person] });
  }

  /** Whose calendar a secret opens; undefined for one that opens nothing. */
  async personOf(secret: string): Promise<string | undefined> {
    const text = `update plugin_activities.feeds set read_at = now() where hash = $1 returning person`;
    const [row] = await this.#db.query<{ person: string }>({ text, values: [hashOf(secret)] });
    return row?.person;
  }
}
