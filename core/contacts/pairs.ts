// Pairs of records that look alike, as somebody may see them, and those that people said are two.
// A pair has the smaller id first; ids grow with time, so that is the older record.
import type { Queryable } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { sees } from "../records/access/seen-values.ts";
import type { Kind } from "../records/kind.ts";
import type { Kinds } from "../records/kinds.ts";
import { scopeSql } from "../records/query/scope.ts";
import { Params, quoted } from "../records/query/sql.ts";
import { type Reason, rulesOf } from "./duplicate-score.ts";
import type { PartyKind } from "./neighbours.ts";

export interface TwoIds {
  readonly one: string;
  readonly other: string;
}

/** Two records that look alike; `reason` is the strongest the actor may know of. */
export interface Suspects extends TwoIds {
  readonly score: number;
  readonly reason: Reason;
}

/** Two records of which somebody said that they are not the same. */
export interface Distinct extends TwoIds {
  /** Their name, or the id of whoever is no person. */
  readonly by: string;
  readonly at: string;
}

/** Suspects after which a page begins. */
export type SuspectsPlace = Pick<Suspects, "score"> & TwoIds;

interface Found extends TwoIds {
  readonly score: string;
  readonly reasons: readonly Reason[];
}

/** Counting stops here: more is "many" to a person, and costs. */
const MOST_COUNTED = 100;
const MOST_DISTINCT = 200;

/** The two ids in the order they are kept in. */
export const ordered = (a: string, b: string): TwoIds => (a < b ? { one: a, other: b } : { one: b, other: a });

export class Pairs {
  readonly #db: Queryable;
  readonly #kinds: Kinds;

  constructor(db: Queryable, kinds: Kinds) {
    this.#db = db;
    this.#kinds = kinds;
  }

  /** Pairs of which the actor may see both and what they share, the most certain first. */
  async likely(
    actor: Actor,
    name: PartyKind,
    { after, limit }: { readonly after: SuspectsPlace | undefined; readonly limit: number },
  ): Promise<Suspects[]> {
    const [kind, params] = [this.#kinds.seenBy(actor).get(name), new Params()];
    const from = suspectsSql(actor, kind, params);
    const beyond = after
      ? `and (p.score, p.one_id, p.other_id) < (${params.add(after.score, "numeric")}, ${params.add(after.one, "uuid")}, ${params.add(after.other, "uuid")})`
      : "";
    const text = `select p.one_id as one, p.other_id as other, p.score::text, p.reasons from ${from} ${beyond}
      order by p.score desc, p.one_id desc, p.other_id desc limit ${params.add(limit)}`;
    const found = await this.#db.query<Found & object>({ text, values: params.values });
    return found.flatMap((pair) => told(kind, pair) ?? []);
  }

  /** How many there are; from a hundred on nobody counts. */
  async count(actor: Actor, name: PartyKind): Promise<{ readonly number: number; readonly exact: boolean }> {
    const [kind, params] = [this.#kinds.seenBy(actor).get(name), new Params()];
    const text = `select count(*)::int as number from (select from ${suspectsSql(actor, kind, params)} limit ${MOST_COUNTED}) found`;
    const [row] = await this.#db.query<{ number: number }>({ text, values: params.values });
    const number = row?.number ?? 0;
    return { number, exact: number < MOST_COUNTED };
  }

  /** The newest 200 pairs that were said to be two, of which the actor may see both. */
  async distinct(actor: Actor, name: PartyKind): Promise<Distinct[]> {
    const [kind, params] = [this.#kinds.seenBy(actor).get(name), new Params()];
    const text = `select p.one_id as one, p.other_id as other, coalesce(u.name, p.said_by) as by, p.said_at as at
      from distinct_pairs p ${bothSql(actor, kind, params)} left join users u on u.id::text = p.said_by
      where p.kind = ${params.add(name)} order by p.said_at desc, p.one_id, p.other_id limit ${MOST_DISTINCT}`;
    return await this.#db.query<Distinct & object>({ text, values: params.values });
  }

  /** Remembers that the two are not the same. Saying it again changes nothing. */
  async part(actor: Actor, kind: PartyKind, { one, other }: TwoIds): Promise<void> {
    const text =
      "insert into distinct_pairs (kind, one_id, other_id, said_by) values ($1, $2, $3, $4) on conflict do nothing";
    await this.#db.query({ text, values: [kind, one, other, actor.id] });
  }

  /** Takes that back: what looks alike is proposed again. */
  async rejoin(kind: PartyKind, { one, other }: TwoIds): Promise<void> {
    const text = "delete from distinct_pairs where kind = $1 and one_id = $2 and other_id = $3";
    await this.#db.query({ text, values: [kind, one, other] });
  }
}

function suspectsSql(actor: Actor, kind: Kind, params: Params): string {
  const seen = rulesSeen(kind).map(({ reason }) => reason);
  return `duplicate_pairs p ${bothSql(actor, kind, params)}
    where p.kind = ${params.add(kind.name)} and p.reasons && ${params.add(seen, "text[]")} and not exists
      (select from distinct_pairs d where d.kind = p.kind and d.one_id = p.one_id and d.other_id = p.other_id)`;
}

/** Joins both records of a pair: living ones that the actor may read. */
function bothSql(actor: Actor, kind: Kind, params: Params): string {
  const sides = [
    ["a", "one_id"],
    ["b", "other_id"],
  ] as const;
  return sides
    .map(([alias, id]) => {
      const scope = scopeSql(actor, kind, "read", { alias, params });
      const on = `${alias}.id = p.${id} and ${alias}.deleted_at is null${scope && ` and ${scope}`}`;
      return `join ${quoted(kind.table)} ${alias} on ${on}`;
    })
    .join(" ");
}

const rulesSeen = (kind: Kind) =>
  rulesOf(kind.name as PartyKind).filter(({ compares }) => compares.every((path) => sees(kind, path)));

function told(kind: Kind, { one, other, reasons }: Found): Suspects | undefined {
  const rule = rulesSeen(kind).find(({ reason }) => reasons.includes(reason));
  return rule && { one, other, reason: rule.reason, score: rule.score };
}
