// Rules tried on the audit trail: deletions, looks behind masks, first lists.
import type { Database } from "../../../db/database.ts";
import { isId } from "../../../kernel/ids.ts";
import { tables, type Trail } from "../../../security/audit/chain.ts";
import { boundsOf } from "../../audit/bounds.ts";
import { manyOf } from "../judge.ts";
import { isFirstList } from "../lists.ts";
import { looksOnNewDevice } from "../new-device.ts";
import type { Past } from "./past.ts";
import { HOUR, type Noted } from "./told.ts";

interface Line {
  readonly seq: string;
  readonly userId: string;
  readonly action: string;
  /** As the database writes it, and in milliseconds of the clock. */
  readonly moment: string;
  readonly at: number;
  readonly kind: string | null;
  readonly number: number | null;
}

/** Numbers of lines that are looked through at once. */
const SPAN = 20_000;

const columns = `seq, actor_id as "userId", action, at as moment, date_part('epoch', at) * 1000 as at, kind`;
const within = "seq >= $1 and seq < $2 and at >= $3::timestamptz - interval '1 hour' and at <= $4::timestamptz";
const lines: Readonly<Record<Trail, string>> = {
  change: `select ${columns}, null as number from changes where ${within} and action = 'removed' order by seq`,
  event: `select ${columns}, (detail ->> 'number')::float8 as number from audit_events
    where ${within} and action in ('session.started', 'field.revealed', 'list.exported') order by seq`,
};

/** `traces`: deletions that were refused left none but that they were told of, the oldest first. */
export async function tryRemovals(past: Past, traces: readonly Noted[]): Promise<void> {
  const lately = new Lately();
  const left = [...traces];
  for await (const { userId, moment, at } of linesOf(past, "change")) {
    while (left[0] && Date.parse(left[0].at) < at) again(past, left.shift() as Noted);
    const detail = manyOf(lately.count(userId, at), past.fine.removals);
    if (detail && at >= past.sinceAt) past.told.note({ rule: "removals", userId, subject: null, at: moment, detail });
  }
  for (const one of left) again(past, one);
}

function again({ fine, told }: Past, noted: Noted): void {
  if (manyOf(Number(noted.detail["count"] ?? 0), fine.removals)) told.note(noted);
}

export async function tryEvents(past: Past): Promise<void> {
  const lately = new Lately();
  const [known, took] = [new Set<string>(), new Set<string>()];
  for await (const line of linesOf(past, "event")) {
    // Only another signing in may bring another device.
    if (line.action === "session.started") known.delete(line.userId);
    else if (line.action === "field.revealed") await tryLook(past, line, { lately, known });
    else if (!took.has(line.userId)) await tryFirst(past, line, took);
  }
}

async function tryLook(
  { db, fine, told, sinceAt }: Past,
  { seq, userId, at, moment }: Line,
  { lately, known }: { readonly lately: Lately; readonly known: Set<string> },
): Promise<void> {
  const many = manyOf(lately.count(userId, at), fine.reveals);
  const noted = { rule: "reveals", userId, subject: null, at: moment } as const;
  if (!many || at < sinceAt || known.has(userId) || told.isSilent(noted)) return;
  const count = await looksOnNewDevice(db, userId, { seq, at: moment });
  if (count === undefined) known.add(userId);
  const detail = manyOf(count ?? 0, fine.reveals);
  if (detail) told.note({ ...noted, detail });
}

async function tryFirst({ db, told, sinceAt }: Past, line: Line, took: Set<string>): Promise<void> {
  const { seq, userId, at, moment, kind, number } = line;
  took.add(userId);
  if (at < sinceAt || !(await isFirstList(db, userId, seq))) return;
  told.note({ rule: "first_export", userId, subject: null, at: moment, detail: { kind, number } });
}

/** How often somebody did something within an hour. */
class Lately {
  readonly #times = new Map<string, number[]>();

  /** With this one. */
  count(userId: string, at: number): number {
    const times = this.#times.get(userId) ?? [];
    times.push(at);
    times.splice(
      0,
      times.findIndex((one) => one > at - HOUR),
    );
    this.#times.set(userId, times);
    return times.length;
  }
}

/** Background work is nobody's doing. */
async function* linesOf(past: Past, trail: Trail): AsyncGenerator<Line> {
  for await (const [first, next] of spansOf(past.db, trail, past.since)) {
    const values = [first, next, past.since, past.until];
    const found = await past.db.query<Line & object>({ text: lines[trail], values });
    for (const line of found) if (isId(line.userId)) yield line;
    await past.turn();
  }
}

async function* spansOf(db: Database, trail: Trail, since: string): AsyncGenerator<readonly [number, number]> {
  const from = new Date(Date.parse(since) - HOUR).toISOString();
  const { first } = await boundsOf(db, trail, { from });
  const text = `select min(seq)::float8 as first, max(seq)::float8 as last from ${tables[trail]} where seq >= $1`;
  const [ends] = await db.query<{ first: number | null; last: number | null }>({ text, values: [first] });
  if (!ends || ends.first === null || ends.last === null) return;
  for (let at = ends.first; at <= ends.last; at += SPAN) yield [at, at + SPAN];
}
