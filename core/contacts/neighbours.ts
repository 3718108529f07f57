// What the data base knows about a record that is about to be written: who shares its keys, where its mail domain leads,
// which of its addresses asked to be left alone. One statement, because every write of a contact waits for it.
import type { Queryable } from "../db/database.ts";
import { type Actor, reach } from "../kernel/actor.ts";
import type { Assumption } from "../records/kind.ts";
import { ownerSql } from "../records/query/scope.ts";
import { nameFor, Params } from "../records/query/sql.ts";
import { fold } from "./normalise.ts";
import type { Values } from "./keys.ts";

export type PartyKind = "contact" | "company";

/** A record of the same kind that may be the same; compared by `duplicateScore`. */
export interface Twin {
  readonly id: string;
  readonly values: Values;
  readonly owner: { readonly id: string; readonly name: string } | null;
}

export interface Neighbours {
  /** Key → reason, for what opted out. */
  readonly optedOut: ReadonlyMap<string, string | null>;
  /** Companies found by their keys that the actor may see; two at most. */
  readonly employers: readonly string[];
  readonly twins: readonly Twin[];
}

/** Leave a part out, and it costs nothing. */
export interface Ask {
  readonly kind: PartyKind;
  /** Keys whose owners may have opted out. */
  readonly channelKeys?: readonly string[];
  /** Keys a company may be found by: `d:` domains, `n:` names. */
  readonly employerKeys?: readonly string[];
  readonly twins?: {
    readonly id: string | null;
    readonly keys: readonly string[];
    readonly company: string | null;
    readonly name: string;
  };
}

export const nobody: Neighbours = { optedOut: new Map(), employers: [], twins: [] };

// Nothing is known about how often a key occurs, so with a limit in sight the server would rather read the whole table than
// its index: what has the keys is gathered first (`materialized`), and cut off then.

/** Candidates are many only for a key that half the world shares; the first ones tell enough. */
const mostTwins = 25;
/** Colleagues compared by name; more of one company are not looked through. */
const mostColleagues = 1_000;

interface Row extends Record<string, unknown> {
  readonly what: "opted_out" | "employer" | "twin";
  readonly id: string | null;
  readonly key: string | null;
  readonly data: Record<string, unknown> | null;
}

/** Asks all at once; without anything to ask nothing is sent. */
export async function neighboursOf(db: Queryable, actor: Actor, ask: Ask): Promise<Neighbours> {
  const params = new Params();
  const parts = [...optedOutSql(ask, params), ...employersSql(actor, ask, params), ...twinsSql(ask, params)];
  if (parts.length === 0) return nobody;
  const text = parts.map((part) => `(${part})`).join(" union all ");
  const name = nameFor(text);
  const rows = await db.query<Row>({ text, values: params.values, ...(name && { name }) });
  return sorted(rows);
}

/** The conditions under which nobody would be found; undefined where asking is worth more: a company's domain is often known. */
export function alone({ kind, channelKeys = [], employerKeys = [], twins }: Ask): Assumption[] | undefined {
  const keys = twins?.keys ?? [];
  if (employerKeys.length > 0 || channelKeys.length + keys.length > FEW_KEYS) return undefined;
  const others = (params: Params): string => (twins?.id ? ` and id <> ${params.add(twins.id, "uuid")}` : "");
  return [
    ...channelKeys.map((key) => (params: Params) => none(`opted_out_channels where key = ${params.add(key, "text")}`)),
    ...keys.map(
      (key) => (params: Params) =>
        none(
          `${compared[kind].table} where keys @> array[${params.add(key, "text")}] and deleted_at is null${others(params)}`,
        ),
    ),
  ];
}

// Counted rather than `not exists`, for the reason above: with one row in sight the server would rather read the whole table.
const none = (rows: string): string => `(select count(*) from ${rows}) = 0`;

/** The same for many at once, without twins: by key, what opted out and which companies it leads to. */
export async function keyedNeighboursOf(
  db: Queryable,
  actor: Actor,
  ask: Required<Pick<Ask, "channelKeys" | "employerKeys">>,
) {
  const params = new Params();
  const parts = [
    ...optedOutSql({ kind: "contact", ...ask }, params),
    ...keyedEmployersSql(actor, ask.employerKeys, params),
  ];
  const rows =
    parts.length === 0
      ? []
      : await db.query<Row>({ text: parts.map((part) => `(${part})`).join(" union all "), values: params.values });
  const employers = Map.groupBy(
    rows.filter((row) => row.what === "employer"),
    (row) => row.key ?? "",
  );
  return {
    optedOut: sorted(rows).optedOut,
    employersOf: (key: string): string[] => (employers.get(key) ?? []).map((row) => row.id ?? ""),
  };
}

function keyedEmployersSql(actor: Actor, employerKeys: readonly string[], params: Params): string[] {
  const seen = seenSql(actor, params);
  if (employerKeys.length === 0 || seen === undefined) return [];
  const keys = keyRows(employerKeys, params);
  return [`select 'employer' as what, c.id, k as key, null::jsonb as data from ${sharing("companies", keys, seen)}`];
}

function sorted(rows: readonly Row[]): Neighbours {
  const of = (what: Row["what"]) => rows.filter((row) => row.what === what);
  const twins = new Map(of("twin").map((row) => [row.id ?? "", twinFrom(row)]));
  return {
    optedOut: new Map(of("opted_out").map(({ key, data }) => [key ?? "", (data?.["reason"] as string | null) ?? null])),
    employers: of("employer").map(({ id }) => id ?? ""),
    twins: [...twins.values()],
  };
}

function twinFrom({ id, data }: Row): Twin {
  const { ownerId, ownerName, ...values } = data ?? {};
  return { id: id ?? "", values, owner: ownerId ? { id: String(ownerId), name: String(ownerName ?? "") } : null };
}

function optedOutSql({ channelKeys = [] }: Ask, params: Params): string[] {
  if (channelKeys.length === 0) return [];
  return [
    `select 'opted_out' as what, null::uuid as id, key, jsonb_build_object('reason', reason) as data
      from ${keyRows(channelKeys, params)} join opted_out_channels on key = k`,
  ];
}

function employersSql(actor: Actor, { employerKeys = [] }: Ask, params: Params): string[] {
  if (employerKeys.length === 0) return [];
  const seen = seenSql(actor, params);
  if (seen === undefined) return [];
  const keys = keyRows(employerKeys, params);
  return [
    `with hit as materialized (select c.id from ${sharing("companies", keys, seen)})
    select distinct 'employer' as what, id, null as key, null::jsonb as data from hit limit 2`,
  ];
}

/** More keys than these go as one list. */
const FEW_KEYS = 12;

// A row for each key: of a list the server could not know how long it is, and would plan every single question anew, which
// costs five times what answering it does.
const keyRows = (keys: readonly string[], params: Params): string =>
  keys.length > FEW_KEYS
    ? `unnest(${params.add(keys, "text[]")}) as asked(k)`
    : `(values ${keys.map((key) => `(${params.add(key, "text")})`).join(", ")}) as asked(k)`;

// One look into the index per key, and no limit beside it: the planner takes a shared key for common, and would rather
// read the whole table until it has enough.
const sharing = (table: string, keys: string, and: string): string =>
  `${keys} cross join lateral (select * from ${table} where keys @> array[k] and deleted_at is null ${and}) c`;

/** Which companies the actor may see, as the end of a condition; undefined for none. */
function seenSql(actor: Actor, params: Params): string | undefined {
  const scope = reach(actor, "companies.read");
  if (scope === "none") return undefined;
  const within = ownerSql(actor, scope, { column: "owner_id", params });
  return within && `and ${within}`;
}

const compared: Readonly<Record<PartyKind, { table: string; columns: string }>> = {
  contact: { table: "contacts", columns: "'lastName', c.last_name, 'company', c.company_id" },
  company: { table: "companies", columns: "'taxId', c.tax_id, 'city', c.city" },
};

function twinsSql({ kind, twins }: Ask, params: Params): string[] {
  if (!twins || twins.keys.length === 0) return [];
  const { table, columns } = compared[kind];
  const common =
    "'name', c.name, 'email', c.email, 'phone', c.phone, 'channels', c.channels, 'ownerId', c.owner_id, 'ownerName', u.name";
  const selected = `select 'twin' as what, c.id, null as key, jsonb_build_object(${common}, ${columns}) as data`;
  const others = twins.id ? othersSql(kind, params.add(twins.id, "uuid"), params) : "";
  const from = (rows: string) =>
    `with c as materialized (${rows}) ${selected} from c left join users u on u.id = c.owner_id limit ${mostTwins}`;
  const byKeys = `select c.* from ${sharing(table, keyRows(twins.keys, params), others)}`;
  if (kind === "company" || !twins.company) return [from(byKeys)];
  const colleagues = `select * from contacts where company_id = ${params.add(twins.company, "uuid")} and deleted_at is null ${others} limit ${mostColleagues}`;
  const folded = params.add(fold(twins.name));
  const alike = `select * from (${colleagues}) near where strict_word_similarity(${folded}, near.search) > 0.5`;
  return [from(byKeys), from(alike)];
}

/** Not itself, and none of which somebody said that it is another. */
function othersSql(kind: PartyKind, id: string, params: Params): string {
  const of = params.add(kind, "text");
  return `and id <> ${id} and id not in (select other_id from distinct_pairs where kind = ${of} and one_id = ${id}
    union all select one_id from distinct_pairs where kind = ${of} and other_id = ${id})`;
}
