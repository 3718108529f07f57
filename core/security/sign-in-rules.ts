// What the company demands of everybody who signs in, and of whoever takes data out.
import type { Database } from "../db/database.ts";
import { type Doer, writeAudit } from "./audit/write-audit.ts";

/** Who has to have a second step. */
export const secondStepPolicies = ["nobody", "administrators", "everybody"] as const;
export type SecondStepPolicy = (typeof secondStepPolicies)[number];

/** What counts as one where it is demanded: an authenticator or a passkey, or a passkey alone. */
export const secondStepKinds = ["any", "passkey"] as const;
export type SecondStepKind = (typeof secondStepKinds)[number];

export interface SignInDemands {
  readonly secondStep: SecondStepPolicy;
  readonly secondStepKind: SecondStepKind;
  /** Whoever takes data out confirms it with a second step of the last ten minutes. */
  readonly exportConfirmed: boolean;
}

const pathOf = (key: keyof SignInDemands): string => `security.${key}`;
const settingSql = (key: keyof SignInDemands): string =>
  `(select value #>> '{}' from settings where path = '${pathOf(key)}')`;

const readAll = `select coalesce(${settingSql("secondStep")}, 'nobody') as "secondStep",
  coalesce(${settingSql("secondStepKind")}, 'any') as "secondStepKind",
  coalesce(${settingSql("exportConfirmed")}, 'false') = 'true' as "exportConfirmed"`;

const save = `insert into settings (path, value) values ($1, $2::jsonb)
on conflict (path) do update set value = excluded.value, version = settings.version + 1, changed_at = now()`;

/** SQL: true where taking data out has to be confirmed. */
export const exportConfirmedSql = `coalesce(${settingSql("exportConfirmed")} = 'true', false)`;

/** SQL about one person, whose id is the column or parameter `user`. `passkeys`: whether browsers know any at our address. */
export function demandsSql(user: string, passkeys: boolean) {
  // Where no passkey can be made or used, an authenticator has to do: nobody is locked out by an address.
  const onlyPasskeys = passkeys ? `coalesce(${settingSql("secondStepKind")} = 'passkey', false)` : "false";
  const demanded = `(case ${settingSql("secondStep")} when 'everybody' then true
    when 'administrators' then exists (select from user_roles where user_id = ${user} and role = 'admin') else false end)`;
  const without = `not exists (select from second_factors f
    where f.user_id = ${user} and (f.kind = 'passkey' or not ${onlyPasskeys}))`;
  return {
    /** A second step is demanded of them, and they have none that counts. */
    missing: `(${demanded} and ${without})`,
    /** Codes of an authenticator open nothing: a passkey is demanded of them, and they have one. */
    codesRefused: `(${onlyPasskeys} and ${demanded} and exists (select from second_factors f
      where f.user_id = ${user} and f.kind = 'passkey'))`,
  };
}

export class SignInRules {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async demands(): Promise<SignInDemands> {
    const [row] = await this.#db.query<SignInDemands & object>({ text: readAll });
    if (!row) throw new Error("The demands of signing in cannot be read");
    return row;
  }

  /** Holds from the next request of each person on. What is not named stays. */
  async change(doer: Doer, demands: Partial<SignInDemands>): Promise<void> {
    await this.#db.transaction(async (trx) => {
      for (const [key, value] of Object.entries(demands))
        await trx.query({ text: save, values: [pathOf(key as keyof SignInDemands), JSON.stringify(value)] });
      await writeAudit(trx, doer, { action: "sign_in.policy_changed", detail: { ...demands } });
    });
  }

  /** True for somebody who has no second step that would count under these demands. */
  async isWithout(userId: string, { secondStepKind }: Pick<SignInDemands, "secondStepKind">): Promise<boolean> {
    const text = "select kind from second_factors where user_id = $1";
    const kinds = await this.#db.query<{ kind: string }>({ text, values: [userId] });
    return !kinds.some(({ kind }) => kind === "passkey" || secondStepKind === "any");
  }
}
