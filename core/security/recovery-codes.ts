// Codes on paper for the day the telephone is lost: 80 random bits each, kept as hashes, good once.
import { randomBytes } from "node:crypto";
import type { Queryable } from "../db/database.ts";
import { hashOf } from "./secrets.ts";

const HOW_MANY = 10;
const letters = "abcdefghijkmnpqrstuvwxyz23456789";

const replace = `with gone as (delete from recovery_codes where user_id = $1)
insert into recovery_codes (user_id, hash) select $1, unnest($2::bytea[])`;

/** New codes in place of the old ones; shown once. */
export async function newRecoveryCodes(db: Queryable, userId: string): Promise<string[]> {
  const codes = Array.from({ length: HOW_MANY }, newCode);
  await db.query({ text: replace, values: [userId, codes.map((code) => hashOf(plain(code)))] });
  return codes;
}

/** Uses a code up; false when there is no such code left. */
export async function takeRecoveryCode(db: Queryable, userId: string, typed: string): Promise<boolean> {
  const text = "delete from recovery_codes where user_id = $1 and hash = $2 returning 1 as taken";
  return (await db.query({ text, values: [userId, hashOf(plain(typed))] })).length > 0;
}

/** `abcd-efgh-jkmn-pqrs`. */
const newCode = (): string =>
  [...randomBytes(16)].map((byte, at) => (at > 0 && at % 4 === 0 ? "-" : "") + letters.charAt(byte % 32)).join("");

const plain = (code: string): string => code.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
