import type { Database, Queryable } from "../db/database.ts";
import { NotFound } from "../kernel/errors.ts";
import { type Doer, writeAudit } from "./audit/write-audit.ts";
import type { Seal } from "./seal.ts";

export interface ProviderInput {
  /** As the button says it. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** What stands behind the @ of whoever may come in. */
  readonly domains: readonly string[];
  /** Whether somebody who is here already is recognised by an e-mail address that the other side has checked. */
  readonly recognises: boolean;
  /** What somebody nobody knows becomes; null refuses them. */
  readonly newcomerRole: string | null;
  /** Whoever comes in by it has taken their second step there, and is asked for none here. */
  readonly secondStepThere: boolean;
}

export interface Provider extends ProviderInput {
  readonly id: string;
}

export interface StandingProvider extends Provider {
  /** Grows by one with each change. */
  readonly version: number;
}

/** Looks at what stands there before it is changed or removed, and throws where that is not what somebody saw. */
export type Hold = (standing: StandingProvider) => void;

/** Somebody of ours who comes in by another server. */
export interface LinkedPerson {
  readonly userId: string;
  readonly name: string;
  readonly createdAt: string;
  readonly usedAt: string | null;
}

const columns = `id, name, issuer, client_id as "clientId", domains, recognises, newcomer_role as "newcomerRole",
  second_step_there as "secondStepThere", version`;

const insert = `insert into identity_providers (id, name, issuer, client_id, domains, recognises, newcomer_role, second_step_there,
  secret_sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id`;

const update = `update identity_providers set name = $2, issuer = $3, client_id = $4, domains = $5, recognises = $6,
  newcomer_role = $7, second_step_there = $8, secret_sealed = coalesce($9, secret_sealed), version = version + 1 where id = $1`;

// Whom another server knows under a number is nobody we know once it is another server.
const forgetElsewhere = `delete from external_identities e using identity_providers p
where e.provider_id = $1 and p.id = $1 and p.issuer <> $2`;

// A second step that was taken there is worth nothing here any more, also to whoever is signed in.
const distrust = `update sessions set elsewhere = false, stepped_at = null where elsewhere and user_id in (
  select user_id from external_identities where provider_id = $1 and ($2::uuid is null or user_id = $2))`;

/** Servers that say who somebody is. Their secrets are closed here and open for nobody but the one who calls them. */
export class IdentityProviders {
  readonly #db: Database;
  readonly #seal: Seal;

  constructor(db: Database, seal: Seal) {
    this.#db = db;
    this.#seal = seal;
  }

  async list(): Promise<StandingProvider[]> {
    return await this.#db.query<StandingProvider & object>({
      text: `select ${columns} from identity_providers order by lower(name), id`,
    });
  }

  async get(id: string): Promise<StandingProvider> {
    return await read(this.#db, `select ${columns} from identity_providers where id = $1`, id);
  }

  /** What this server shows the other one; undefined when it was sealed with a key that is not here. */
  async secretOf(id: string): Promise<string | undefined> {
    const text = "select secret_sealed as sealed from identity_providers where id = $1";
    const [found] = await this.#db.query<{ sealed: Buffer }>({ text, values: [id] });
    return found && this.#seal.open(found.sealed, placeOf(id));
  }

  /** The id was part of the address that the other server was told before. False when it, or the name, is taken. */
  async create(doer: Doer, { id, ...input }: Provider, secret: string): Promise<boolean> {
    return await this.#db.transaction(async (trx) => {
      const values = [id, ...valuesOf(input), this.#seal.close(secret, placeOf(id))];
      if ((await trx.query({ text: insert, values })).length === 0) return false;
      await told(trx, doer, "created", { id, ...input });
      return true;
    });
  }

  /** The secret of before stays where none is given. */
  async change(
    doer: Doer,
    { id, ...input }: Provider,
    { secret, hold }: { secret: string; hold?: Hold },
  ): Promise<void> {
    await this.#db.transaction(async (trx) => {
      const standing = await held(trx, id);
      hold?.(standing);
      const isTrusted = input.secondStepThere && standing.issuer === input.issuer;
      if (!isTrusted) await trx.query({ text: distrust, values: [id, null] });
      await trx.query({ text: forgetElsewhere, values: [id, input.issuer] });
      const sealed = secret === "" ? null : this.#seal.close(secret, placeOf(id));
      await trx.query({ text: update, values: [id, ...valuesOf(input), sealed] });
      await told(trx, doer, "changed", { id, ...input, secret: sealed ? "renewed" : "kept" });
    });
  }

  /** Whoever came in by it keeps their account, and comes in by a password. */
  async remove(doer: Doer, id: string, hold?: Hold): Promise<void> {
    await this.#db.transaction(async (trx) => {
      const standing = await held(trx, id);
      hold?.(standing);
      await trx.query({ text: distrust, values: [id, null] });
      await trx.query({ text: "delete from identity_providers where id = $1", values: [id] });
      await told(trx, doer, "removed", { id, name: standing.name });
    });
  }

  async people(id: string): Promise<LinkedPerson[]> {
    const text = `select e.user_id as "userId", u.name, e.created_at as "createdAt", e.used_at as "usedAt"
      from external_identities e join users u on u.id = e.user_id where e.provider_id = $1 order by lower(u.name), u.id`;
    return await this.#db.query<LinkedPerson & object>({ text, values: [id] });
  }

  /** Somebody comes in by it no more, until they are recognised anew. */
  async unlink(doer: Doer, id: string, userId: string): Promise<void> {
    const { name } = await this.get(id);
    await this.#db.transaction(async (trx) => {
      await trx.query({ text: distrust, values: [id, userId] });
      const text = "delete from external_identities where provider_id = $1 and user_id = $2 returning 1 as gone";
      if ((await trx.query({ text, values: [id, userId] })).length === 0) return;
      const deed = { action: "identity.unlinked", kind: "user", recordId: userId, detail: { provider: name } };
      await writeAudit(trx, doer, deed);
    });
  }
}

async function read(db: Queryable, text: string, id: string): Promise<StandingProvider> {
  const [found] = await db.query<StandingProvider & object>({ text, values: [id] });
  if (!found) throw new NotFound("security.no_provider");
  return found;
}

/** As it stands, and nobody else changes it meanwhile. */
const held = async (trx: Queryable, id: string): Promise<StandingProvider> =>
  await read(trx, `select ${columns} from identity_providers where id = $1 for update`, id);

const valuesOf = (input: ProviderInput): unknown[] => {
  const { name, issuer, clientId, domains, recognises, newcomerRole, secondStepThere } = input;
  return [name, issuer, clientId, domains, recognises, newcomerRole, secondStepThere];
};

async function told(db: Queryable, doer: Doer, how: string, detail: object): Promise<void> {
  await writeAudit(db, doer, { action: `provider.${how}`, kind: "identity-provider", detail: { ...detail } });
}

/** What a secret is sealed for. */
export const placeOf = (id: string): string => `identity_providers/${id}/secret_sealed`;
