// Finds records that look alike, in slices, by what was written since the last look: each record is compared with those that
// share a key with it and with colleagues of a similar name, never with all. Doing a slice twice changes nothing.
import type { Database, Queryable, Transaction } from "../db/database.ts";
import { reasonsFor, rulesOf } from "./duplicate-score.ts";
import { pluralOf } from "./duplicates.ts";
import { textOf, type Values } from "./keys.ts";
import type { PartyKind } from "./neighbours.ts";
import { fold } from "./normalise.ts";
import { ordered, type TwoIds } from "./pairs.ts";

/** Lines of history per slice. */
const LINES = 500;
/** Of all who share a key, each record is paired with the oldest, so that pairs grow with the records and not with their square. */
const MOST_TWINS = 25;
/** What more than these share (a switchboard, noreply@) says nothing about any of them. */
const MOST_HOLDERS = 1_000;
/** Colleagues compared by name; more of one company are not looked through. */
const MOST_COLLEAGUES = 1_000;
const consumer = "contacts.pairs";

/** Prefixes of the keys that a rule of the score reads. */
const proving: Readonly<Record<PartyKind, readonly string[]>> = {
  contact: ["e", "p", "l"],
  company: ["e", "p", "t", "n"],
};

// A place in the future is that of an older cluster.
const placeText = `select case when xid > pg_snapshot_xmax(pg_current_snapshot()) then '0' else xid::text end as xid, seq::text as seq
  from event_cursors where consumer = $1`;
const sliceText = `select xid::text, seq::text, kind, record_id as id from changes
  where (xid, seq) > ($1::text::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot()) order by changes.xid, changes.seq limit ${LINES}`;
const moveText = `update event_cursors set xid = $2::text::xid8, seq = $3::bigint, moved_at = now()
  where consumer = $1 and ((xid, seq) < ($2::text::xid8, $3::bigint) or xid > pg_snapshot_xmax(pg_current_snapshot())) returning 1`;

interface Line {
  readonly xid: string;
  readonly seq: string;
  readonly kind: string;
  readonly id: string;
}

/** Looks through everything written since the last time. Answers how many lines of history that were. */
export async function searchPairs(
  db: Database,
  { signal, progress }: { readonly signal: AbortSignal; progress(done: number): Promise<void> },
): Promise<number> {
  for (let done = 0; ; ) {
    const lines = signal.aborted ? 0 : await searchSlice(db);
    done += lines;
    if (lines < LINES) return done;
    await progress(done);
  }
}

// The searching is done before the transaction: a long one would keep all readers of the history waiting.
async function searchSlice(db: Database): Promise<number> {
  const [place] = await db.query<{ xid: string; seq: string }>({ text: placeText, values: [consumer] });
  const lines = await db.query<Line & object>({ text: sliceText, values: [place?.xid ?? "0", place?.seq ?? "0"] });
  const last = lines.at(-1);
  if (!last) return 0;
  const looked = await Promise.all((["contact", "company"] as const).map((kind) => lookedAt(db, kind, lines)));
  const isOurs = await db.transaction(async (trx) => {
    const moved = await trx.query({ text: moveText, values: [consumer, last.xid, last.seq] });
    for (const found of moved.length > 0 ? looked : []) await writeDown(trx, found);
    return moved.length > 0;
  });
  return isOurs ? lines.length : 0;
}

interface Looked {
  readonly kind: PartyKind;
  readonly ids: readonly string[];
  readonly rows: readonly object[];
}

/** All pairs in which records of the slice stand now. */
async function lookedAt(db: Queryable, kind: PartyKind, lines: readonly Line[]): Promise<Looked> {
  const ids = [...new Set(lines.filter((line) => line.kind === kind).map(({ id }) => id))];
  const candidates = ids.length === 0 ? [] : await candidatesOf(db, kind, ids);
  const values = await valuesOf(db, kind, [...new Set(candidates.flatMap(({ one, other }) => [one, other]))]);
  return { kind, ids, rows: candidates.flatMap((pair) => rowOf(kind, pair, values) ?? []) };
}

/** Instead of the pairs they stood in before. */
async function writeDown(trx: Transaction, { kind, ids, rows }: Looked): Promise<void> {
  const gone =
    "delete from duplicate_pairs where kind = $1 and (one_id = any($2::uuid[]) or other_id = any($2::uuid[]))";
  await trx.query({ text: gone, values: [kind, ids] });
  const found = `insert into duplicate_pairs (kind, one_id, other_id, reasons, score)
    select $1, one, other, reasons, score from jsonb_to_recordset($2) as x(one uuid, other uuid, reasons text[], score numeric)
    on conflict do nothing`;
  if (rows.length > 0) await trx.query({ text: found, values: [kind, JSON.stringify(rows)] });
}

function rowOf(kind: PartyKind, { one, other }: TwoIds, values: ReadonlyMap<string, Values>) {
  const reasons = reasonsFor(kind, values.get(one) ?? {}, values.get(other) ?? {});
  const score = rulesOf(kind).find(({ reason }) => reason === reasons[0])?.score;
  return score === undefined ? undefined : { one, other, reasons, score };
}

async function candidatesOf(db: Queryable, kind: PartyKind, ids: readonly string[]): Promise<TwoIds[]> {
  const known = await db.query<TwoIds & object>({ text: knownText, values: [kind, ids] });
  const found = [...(await sharingKeys(db, kind, ids)), ...(kind === "contact" ? await namesakes(db, ids) : [])];
  const pairs = [...known, ...found.map(({ id, twin }) => ordered(id, twin))];
  return [...new Map(pairs.map((pair) => [`${pair.one} ${pair.other}`, pair])).values()];
}

const knownText = `select one_id as one, other_id as other from duplicate_pairs
  where kind = $1 and (one_id = any($2::uuid[]) or other_id = any($2::uuid[]))`;

interface Candidate {
  readonly id: string;
  readonly twin: string;
}

// One look per key of the slice, however many of its records have it. Inside it no limit, as in neighbours.ts: with one in
// sight the server would rather read the whole table than its index.
const sharingText = (table: string): string => `with mine as materialized (
    select id, k from ${table}, unnest(keys) k where id = any($1::uuid[]) and deleted_at is null and left(k, 1) = any($2::text[])),
  holders as materialized (
    select asked.k, h.id from (select distinct k from mine) asked cross join lateral (
      with c as materialized (select id from ${table} where keys @> array[asked.k] and deleted_at is null)
      select id from c where (select count(*) from c) <= ${MOST_HOLDERS} order by id limit ${MOST_TWINS}) h)
  select mine.id, holders.id as twin from mine join holders using (k) where holders.id <> mine.id`;

const sharingKeys = async (db: Queryable, kind: PartyKind, ids: readonly string[]): Promise<Candidate[]> =>
  await db.query<Candidate & object>({ text: sharingText(pluralOf[kind]), values: [ids, proving[kind]] });

const namesakesText = `select m.id, n.id as twin from jsonb_to_recordset($1) as m(id uuid, company uuid, name text) cross join lateral (
    select id from (select id, search from contacts where company_id = m.company and deleted_at is null and id <> m.id limit ${MOST_COLLEAGUES}) near
    where strict_word_similarity(m.name, search) > 0.5 order by strict_word_similarity(m.name, search) desc, id limit ${MOST_TWINS}) n`;

async function namesakes(db: Queryable, ids: readonly string[]): Promise<Candidate[]> {
  const values = await valuesOf(db, "contact", ids);
  const employed = [...values].flatMap(([id, one]) => {
    const company = textOf(one, "company");
    return company === "" ? [] : [{ id, company, name: fold(textOf(one, "name")) }];
  });
  if (employed.length === 0) return [];
  return await db.query<Candidate & object>({ text: namesakesText, values: [JSON.stringify(employed)] });
}

const compared: Readonly<Record<PartyKind, string>> = {
  contact: `name, email, phone, channels, last_name as "lastName", company_id as company`,
  company: `name, email, phone, channels, tax_id as "taxId", city`,
};

/** What the score compares, of those that are not in the trash. */
async function valuesOf(db: Queryable, kind: PartyKind, ids: readonly string[]): Promise<Map<string, Values>> {
  const text = `select id, ${compared[kind]} from ${pluralOf[kind]} where id = any($1::uuid[]) and deleted_at is null`;
  const rows = await db.query<{ id: string }>({ text, values: [ids] });
  return new Map(rows.map(({ id, ...values }) => [id, values]));
}
