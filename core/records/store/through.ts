import type { Database, Queryable, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { claimFiles, namesFiles } from "../files/claim.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import type { Company } from "../computed/derive.ts";
import { dependsOnOthers, feedsOthers, rollUp, rollupPaths, sidesOf } from "../computed/roll-up.ts";
import { settleFormulas } from "../computed/settle.ts";
import type { Reading } from "../fields/field.ts";
import type { Kind, Written } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { Cursors } from "../query/cursor.ts";
import type { Asking } from "../query/select.ts";
import type { Rec } from "../record.ts";

/** The company's ways: what a bare number of money means, how phone numbers without a country are read. */
export interface CompanyFacts {
  readonly currency: string;
  readonly country: string;
  readonly timeZone: string;
}

/** What all reading and writing goes through. */
export interface Through {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly cursors: Cursors;
  company(): Promise<CompanyFacts>;
  /** Reads what has been defined meanwhile. */
  catchUp(): Promise<unknown>;
  /** Told after each commit that wrote something, so that waiting consumers wake up. */
  announce(): void;
  /** Stops whoever is about to put more into the trash than an hour allows; `db` sees what is not committed yet. */
  mayRemove?(actor: Actor, count: number, db: Queryable | undefined): Promise<void>;
  /** A transaction that puts so many into the trash, if that is not more than an hour allows. */
  removing?<T>(actor: Actor, count: number, work: (trx: Transaction) => Promise<T>): Promise<T>;
}

export function readingOf(actor: Actor, company: CompanyFacts): Reading {
  return {
    language: actor.language,
    timeZone: actor.timeZone || company.timeZone,
    currency: company.currency,
    country: company.country,
  };
}

/** How an actor asks for records of a kind: they see, and may name, only what they have the right to. */
export async function askingOf({ kinds, company }: Through, actor: Actor, kind: string): Promise<Asking> {
  const known = kinds.seenBy(actor);
  const seen = known.get(kind);
  const facts = await company();
  return { kinds: known, kind: seen, seen, actor, reading: readingOf(actor, facts), zone: facts.timeZone };
}

/** The same for writing: rules, search text and history need all values; what is sent and answered goes through `seen`. */
export async function writingOf(through: Through, actor: Actor, kind: string): Promise<Asking> {
  return { ...(await askingOf(through, actor, kind)), kind: through.kinds.get(kind) };
}

export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Invalid(problems);
}

/** True when something else is written with this change, so that both need one transaction. */
export const wantsAlong = (kind: Kind, values: ReadonlyMap<string, unknown>, before: Rec | undefined): boolean =>
  (kind.hooks?.along !== undefined && (kind.hooks.wantsAlong?.(values, before) ?? true)) ||
  kind.along.values().some((guest) => guest.wants(values, before)) ||
  namesFiles(kind, values) ||
  feedsOthers(kind, values, before) ||
  dependsOnOthers(kind, values);

/** What is written beside records in the same transaction: the kind's own rows, what other records add up to, and what plugins add. */
export async function alongside(asking: Asking, trx: Transaction, written: readonly Written[]): Promise<void> {
  if (written.length === 0) return;
  const { kind, actor } = asking;
  await kind.hooks?.along?.(trx, written, { actor, db: trx });
  await claimFiles(trx, written);
  await rollUp(trx, kind, sidesOf(written), companyOf(asking));
  const ids = written.map(({ record }) => record.id);
  await settleFormulas(trx, kind, { ids, paths: rollupPaths(kind), company: companyOf(asking) });
  for (const guest of kind.along) await guest.write(trx, written, { actor, db: trx });
}

/** What formulas need to know of the company. */
export const companyOf = ({ zone, reading }: Asking): Company => ({ zone, currency: reading.currency });
