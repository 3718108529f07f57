import type { Database, Queryable, Transaction } from "../db/database.ts";
import { Conflict } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import type { Doer } from "./audit/write-audit.ts";
import type { Attempts } from "./attempts.ts";
import { newRecoveryCodes, takeRecoveryCode } from "./recovery-codes.ts";
import type { Seal } from "./seal.ts";
import { factorAdded, factorChanged, type Tell } from "./second-factor-changes.ts";
import { demandsSql } from "./sign-in-rules.ts";
import { stepOf } from "./totp.ts";

/** What stands between a right password and being signed in. */
export type SecondStep = "none" | "code" | "enrolment";

export interface FactorLine {
  readonly id: string;
  /** An authenticator that shows codes, or a passkey. */
  readonly kind: "totp" | "passkey";
  readonly name: string;
  readonly createdAt: string;
  readonly usedAt: string | null;
}

export interface SecondFactorParts {
  readonly db: Database;
  readonly seal: Seal;
  readonly attempts: Attempts;
  /** Whether browsers know passkeys at our address. */
  readonly passkeys: boolean;
  readonly tell: Tell;
}

interface Factor {
  readonly id: string;
  readonly sealed: Buffer;
  /** By the database's clock, in seconds. */
  readonly now: number;
}

const QUARTER_HOUR = 15 * 60;
const TRIES = 5;

const standing = ({ missing }: Demands) => `select ${missing} as missing,
  exists (select 1 from second_factors where user_id = $1::uuid) as has`;

const factorsOf = ({ codesRefused }: Demands) => `select id, sealed, extract(epoch from now())::float8 as now
from second_factors where user_id = $1::uuid and kind = 'totp' and not ${codesRefused} order by created_at`;

const useStep = `update second_factors set counter = $2, used_at = now() where id = $1 and counter < $2 returning id`;

/** The second step of signing in: codes by time, and codes on paper for when the telephone is lost. */
export class SecondFactors {
  readonly #parts: SecondFactorParts;
  readonly #demands: Demands;

  constructor(parts: SecondFactorParts) {
    this.#parts = parts;
    this.#demands = demandsSql("$1::uuid", parts.passkeys);
  }

  /** What a person has to do after their password. Whoever has one that does not count shows it before they add another. */
  async after(userId: string): Promise<SecondStep> {
    const [row] = await this.#parts.db.query<Standing>({ text: standing(this.#demands), values: [userId] });
    if (row?.has) return "code";
    return row?.missing ? "enrolment" : "none";
  }

  async list(userId: string): Promise<FactorLine[]> {
    const columns = `id, kind, name, created_at as "createdAt", used_at as "usedAt"`;
    const text = `select ${columns} from second_factors where user_id = $1 order by created_at, id`;
    return await this.#parts.db.query<FactorLine & object>({ text, values: [userId] });
  }

  /** How many codes on paper are left. */
  async codesLeft(userId: string): Promise<number> {
    const text = "select count(*)::int as count from recovery_codes where user_id = $1";
    const [row] = await this.#parts.db.query<{ count: number }>({ text, values: [userId] });
    return row?.count ?? 0;
  }

  /** For a form: a secret that only this person can send back. */
  offer(userId: string, secret: string): string {
    return this.#parts.seal.close(secret, `second-factor-offer/${userId}`).toString("base64url");
  }

  /** The secret of an offer; undefined when somebody meddled with it. */
  offered(userId: string, offer: string): string | undefined {
    return this.#parts.seal.open(Buffer.from(offer, "base64url"), `second-factor-offer/${userId}`);
  }

  /** Adds an authenticator once a code proves that it works. Answers new codes on paper with the first one; undefined for a wrong code. */
  async add(userId: string, secret: string, typed: { code: string; name: string }): Promise<string[] | undefined> {
    const { db, seal, attempts } = this.#parts;
    await attempts.count(keyOf(userId), TRIES, QUARTER_HOUR);
    const added = await db.transaction(async (trx) => {
      const step = stepOf(digits(typed.code), secret, await now(trx));
      if (step === undefined) return undefined;
      const id = newId();
      const text = `insert into second_factors (id, user_id, kind, name, sealed, counter, used_at)
        values ($1, $2, 'totp', $3, $4, $5, now())`;
      const name = typed.name.trim().slice(0, 80);
      await trx.query({ text, values: [id, userId, name, seal.close(secret, placeOf(id)), step] });
      return await factorAdded(trx, this.#parts.tell, userId);
    });
    if (added) await attempts.forget(keyOf(userId));
    return added;
  }

  /** True once for each code. TooMany after five wrong ones in a quarter of an hour. */
  async check(userId: string, typed: string): Promise<boolean> {
    const { db, attempts } = this.#parts;
    await attempts.count(keyOf(userId), TRIES, QUARTER_HOUR);
    const right = await db.transaction(
      async (trx) => (await this.#takeCode(trx, userId, digits(typed))) || (await takeRecoveryCode(trx, userId, typed)),
    );
    if (right) await attempts.forget(keyOf(userId));
    return right;
  }

  /** Takes one away; with the last one go the codes on paper. Conflict for the last one that counts, where one is demanded. */
  async remove(userId: string, id: string): Promise<void> {
    await this.#parts.db.transaction(async (trx) => {
      const text = "delete from second_factors where user_id = $1 and id = $2 returning id";
      if ((await trx.query({ text, values: [userId, id] })).length === 0) return;
      const [left] = await trx.query<Standing>({ text: standing(this.#demands), values: [userId] });
      if (left?.missing) throw new Conflict("security.last_second_step");
      const rest = `delete from recovery_codes where user_id = $1
        and not exists (select 1 from second_factors where user_id = $1)`;
      await trx.query({ text: rest, values: [userId] });
      await factorChanged(trx, this.#parts.tell, { userId, how: "removed" });
    });
  }

  /** Takes all away, and whoever is signed in out: the telephone is lost, and the paper too. */
  async reset(doer: Doer, userId: string): Promise<void> {
    await this.#parts.db.transaction(async (trx) => {
      for (const table of ["second_factors", "recovery_codes"])
        await trx.query({ text: `delete from ${table} where user_id = $1`, values: [userId] });
      await factorChanged(trx, this.#parts.tell, { userId, how: "reset", doer });
    });
  }

  /** New codes on paper; the old ones work no more. */
  async newCodes(userId: string): Promise<string[]> {
    return await this.#parts.db.transaction(async (trx) => {
      await factorChanged(trx, this.#parts.tell, { userId, how: "codes" });
      return await newRecoveryCodes(trx, userId);
    });
  }

  async #takeCode(trx: Transaction, userId: string, code: string): Promise<boolean> {
    const factors = await trx.query<Factor & object>({ text: factorsOf(this.#demands), values: [userId] });
    for (const { id, sealed, now: seconds } of factors) {
      const secret = this.#parts.seal.open(sealed, placeOf(id));
      const step = secret === undefined ? undefined : stepOf(code, secret, seconds);
      if (step !== undefined && (await trx.query({ text: useStep, values: [id, step] })).length > 0) return true;
    }
    return false;
  }
}

type Demands = ReturnType<typeof demandsSql>;

interface Standing {
  readonly has: boolean;
  readonly missing: boolean;
}

async function now(db: Queryable): Promise<number> {
  const [row] = await db.query<{ now: number }>({ text: "select extract(epoch from now())::float8 as now" });
  return row?.now ?? 0;
}

/** Programs show a code in two groups. */
const digits = (typed: string): string => typed.replaceAll(/\s/g, "");
const keyOf = (userId: string): string => `second:${userId}`;

/** What a factor's secret is sealed for. */
export const placeOf = (id: string): string => `second_factors/${id}/sealed`;
