// Who of ours is who of theirs.
import type { Database, Transaction } from "../db/database.ts";
import { systemActor } from "../kernel/actor.ts";
import type { Records } from "../records/records.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import type { Provider } from "../security/identity-providers.ts";
import { isLogin, normalLogin } from "../security/logins.ts";
import { type Post, tell } from "../users/notices.ts";
import type { Roles } from "../users/roles.ts";
import type { Claims } from "./relay.ts";

/** Why somebody does not come in. */
export type Refusal = "address_not_allowed" | "address_not_verified" | "not_known";

export interface ArrivalParts {
  readonly db: Database;
  readonly records: Records;
  readonly roles: Roles;
  readonly mail: Post;
}

interface Found {
  readonly userId: string;
  readonly state: "invited" | "active" | "inactive";
}

const byIdentity = `select u.id as "userId", case when u.deleted_at is null then u.state else 'inactive' end as state
from external_identities e join users u on u.id = e.user_id where e.provider_id = $1 and e.subject = $2`;

// Whoever comes in by this provider under another name already is somebody else with the same address.
const byAddress = `select u.id as "userId", u.state, exists (
  select 1 from external_identities e where e.provider_id = $1 and e.user_id = u.id) as taken
from users u where lower(u.email) = $2 and u.deleted_at is null`;

const link = "insert into external_identities (provider_id, subject, user_id) values ($1, $2, $3)";
const seen = "update external_identities set used_at = now() where provider_id = $1 and subject = $2";

const newcomers = systemActor("sign-on");

export class Arrivals {
  readonly #parts: ArrivalParts;

  constructor(parts: ArrivalParts) {
    this.#parts = parts;
  }

  /** The account of whoever arrives, found or made as the provider's rules say; or why there is none. */
  async welcome(provider: Provider, claims: Claims): Promise<{ readonly userId: string } | Refusal> {
    const email = normalLogin(claims.email);
    if (!provider.domains.includes(email.split("@").at(-1) ?? "")) return "address_not_allowed";
    return await this.#parts.db.transaction(async (trx) => {
      // One at a time, or somebody who comes in twice at once is made twice.
      await trx.query({ text: "select pg_advisory_xact_lock(hashtext($1))", values: [`sign-on ${email}`] });
      const found = await this.#find(trx, provider, { ...claims, email });
      if (typeof found === "string") return found;
      if (found.state === "inactive") return "not_known";
      if (found.state === "invited")
        await this.#parts.records.change(newcomers, "user", found.userId, { state: "active" }, { trx });
      await trx.query({ text: seen, values: [provider.id, claims.subject] });
      return { userId: found.userId };
    });
  }

  async #find(trx: Transaction, provider: Provider, claims: Claims): Promise<Found | Refusal> {
    const [known] = await trx.query<Found & object>({ text: byIdentity, values: [provider.id, claims.subject] });
    if (known) return known;
    if (!claims.isVerified) return "address_not_verified";
    const found = await this.#recognise(trx, provider, claims);
    if (!found) return "not_known";
    await this.#link(trx, provider, claims.subject, found.userId);
    return found;
  }

  async #recognise(trx: Transaction, provider: Provider, claims: Claims): Promise<Found | undefined> {
    const values = [provider.id, claims.email];
    const [person] = await trx.query<Found & { taken: boolean }>({ text: byAddress, values });
    if (!person) return await this.#make(trx, provider, claims);
    return provider.recognises && !person.taken && person.state !== "inactive" ? person : undefined;
  }

  async #make(trx: Transaction, { newcomerRole }: Provider, { email, name }: Claims): Promise<Found | undefined> {
    if (newcomerRole === null || !isLogin(email)) return undefined;
    const input = { name: name.trim() || (email.split("@")[0] ?? email), email, state: "active" };
    const { id } = await this.#parts.records.create(newcomers, "user", input, { trx });
    await this.#parts.roles.assign(newcomers, id, [newcomerRole], trx);
    return { userId: id, state: "active" };
  }

  async #link(trx: Transaction, { id, name }: Provider, subject: string, userId: string): Promise<void> {
    await trx.query({ text: link, values: [id, subject, userId] });
    const deed = { action: "identity.linked", kind: "user", recordId: userId, detail: { provider: name } };
    await writeAudit(trx, newcomers, deed);
    await tell(this.#parts.mail, trx, userId, "identity_linked");
  }
}
