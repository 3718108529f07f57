import type { Database, Queryable } from "../db/database.ts";
import { newId } from "../kernel/ids.ts";
import { personDoing, writeAudit } from "./audit/write-audit.ts";
import { hashOf, newToken } from "./secrets.ts";
import { exportConfirmedSql } from "./sign-in-rules.ts";

/** An API token as its owner sees it; the token itself is shown once, when it is made. */
export interface TokenLine {
  readonly id: string;
  /** Its last four signs. */
  readonly hint: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly expired: boolean;
}

/** What a token that came with a request stands for. */
export interface Bearer {
  readonly id: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly rights: number;
  /** Takes nothing out: that is to be confirmed, and this token was made without. */
  readonly unconfirmed: boolean;
}

export interface NewToken {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Days until it ends; 90 when absent. */
  readonly days?: number;
  /** Made right after a second step, or by whoever runs the server; no when absent. */
  readonly confirmed?: boolean;
}

const findOne = `select t.id, t.user_id as "userId", t.scopes,
  coalesce(t.last_used_at < now() - interval '1 minute', true) as stale,
  (select version from definition_versions where name = 'rights') as rights,
  ${exportConfirmedSql} and not t.confirmed as unconfirmed
from api_tokens t join users u on u.id = t.user_id
where t.hash = $1 and t.expires_at > now() and u.state = 'active' and u.deleted_at is null`;

/** Keys for programs. Each acts as its person, with no more than its scopes. */
export class Tokens {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Makes a token and answers it; afterwards only its hash is known. */
  async create(
    userId: string,
    { name, scopes, days = 90, confirmed = false }: NewToken,
  ): Promise<{ id: string; token: string }> {
    const [id, token] = [newId(), newToken()];
    const text = `insert into api_tokens (id, hash, hint, name, user_id, scopes, expires_at, confirmed)
      values ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 day', $8)`;
    await this.#db.transaction(async (trx) => {
      await trx.query({ text, values: [id, hashOf(token), token.slice(-4), name, userId, scopes, days, confirmed] });
      const deed = { action: "token.created", kind: "token", recordId: id, detail: { name, scopes, days } };
      await writeAudit(trx, personDoing(userId), deed);
    });
    return { id, token };
  }

  async find(token: string): Promise<Bearer | undefined> {
    const statement = { name: "token-find", text: findOne, values: [hashOf(token)] };
    const [found] = await this.#db.query<Bearer & { stale: boolean }>(statement);
    if (!found) return undefined;
    if (found.stale) await this.#touch(found.id);
    return found;
  }

  async list(userId: string): Promise<TokenLine[]> {
    const text = `select id, hint, name, scopes, created_at as "createdAt", expires_at as "expiresAt",
      last_used_at as "lastUsedAt", expires_at <= now() as expired
      from api_tokens where user_id = $1 order by created_at desc, id`;
    return await this.#db.query<TokenLine>({ text, values: [userId] });
  }

  async end(userId: string, id: string): Promise<void> {
    await this.#end(this.#db, "user_id = $1 and id = $2", [userId, id]);
  }

  async endAll(userId: string, db: Queryable = this.#db): Promise<void> {
    await this.#end(db, "user_id = $1", [userId]);
  }

  async #end(db: Queryable, which: string, values: readonly unknown[]): Promise<void> {
    const text = `with ended as (delete from api_tokens where ${which} returning id, user_id, name)
      insert into audit_events (actor_id, source, action, kind, record_id, detail)
      select user_id::text, 'page', 'token.ended', 'token', id::text, jsonb_build_object('name', name) from ended`;
    await db.query({ text, values });
  }

  async #touch(id: string): Promise<void> {
    await this.#db.query({ text: "update api_tokens set last_used_at = now() where id = $1", values: [id] });
  }
}
