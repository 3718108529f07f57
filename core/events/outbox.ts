// The `changes` table, and what plugins tell beside it, read as one stream. Lines are ordered by transaction and sequence, and read only below the oldest
// transaction still running: what becomes visible late therefore never lands behind a cursor.
import type { Database } from "../db/database.ts";
import type { RecordEvent } from "./event.ts";

/** A place between two lines. Numbers too large for JavaScript stay texts. */
export interface Place {
  readonly xid: string;
  readonly seq: string;
}

export interface Line {
  readonly place: Place;
  /** Undefined when no handler of the consumer wants it. */
  readonly event: RecordEvent | undefined;
}

/** An event that was put aside after the last try. */
export interface Failure {
  readonly id: string;
  readonly consumer: string;
  readonly topic: string;
  readonly error: string;
  readonly failedAt: string;
}

interface Row {
  xid: string;
  seq: string;
  kind: string;
  record_id: string;
  version: number;
  action: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  actor_id: string;
  at: string;
  wanted: boolean;
}

const BATCH = 200;
// Answered as texts, but never ordered by them: 10 comes after 9.
const columns = "xid::text, seq::text, kind, record_id, version, action, actor_id, at";

const openText = `insert into event_cursors (consumer, xid, seq)
  values ($1, pg_snapshot_xmin(pg_current_snapshot()), 0)
  on conflict (consumer) do update set xid = excluded.xid, seq = 0, moved_at = now()
  where event_cursors.xid > pg_snapshot_xmax(pg_current_snapshot())`;

const values = "record_id, version, before, after, actor_id, at";
/** What plugins tell, in the form of changes. */
const told =
  "xid, seq, plugin as kind, name as action, record_id, 0 as version, null::jsonb as before, payload as after, actor_id, at";

const nextOf = (table: string, select: string): string => `(select ${select} from ${table}
    where (xid, seq) > ((select xid from place), (select seq from place))
      and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid, seq limit ${BATCH})`;

const batchText = `with place as (select xid, seq from event_cursors where consumer = $1)
  select ${columns}, wanted, case when wanted then before end as before, case when wanted then after end as after
  from (
    select *, kind || '.' || action like any ($2) as wanted from (
      ${nextOf("changes", `xid, seq, kind, action, ${values}`)}
      union all
      ${nextOf("emitted_events", told)}
    ) news order by xid, seq limit ${BATCH}
  ) batch
  order by batch.xid, batch.seq`;

const againText = `select ${columns}, before, after, true as wanted from (
    select f.consumer, f.state, c.xid, c.seq, kind, action, ${values} from event_failures f join changes c using (xid, seq)
    union all
    select f.consumer, f.state, ${told.replace("xid, seq", "e.xid, e.seq")} from event_failures f join emitted_events e using (xid, seq)
  ) failed
  where consumer = $1 and state = 'again' order by failed.xid, failed.seq limit ${BATCH}`;

const waitsText = ["changes", "emitted_events"]
  .map((table) => `(select from ${table} where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1)`)
  .join(" union all ");

export class Outbox {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Gives a consumer its place. A new one starts with what is written from now on; so does one whose place lies in the
   * future, which happens after the tables were copied into a younger cluster.
   */
  async open(consumer: string): Promise<void> {
    await this.#db.query({ text: openText, values: [consumer] });
  }

  /** The next lines after the consumer's place. */
  async read(consumer: string, topics: readonly string[]): Promise<Line[]> {
    const values = [consumer, topics.map(pattern)];
    const rows = await this.#db.query<Row>({ name: "events.batch", text: batchText, values });
    return rows.map(line);
  }

  /** Moves the consumer's place behind a line; never back, should a slower process come late. */
  async move(consumer: string, { xid, seq }: Place): Promise<void> {
    const text = `update event_cursors set xid = $2::xid8, seq = $3::bigint, moved_at = now()
      where consumer = $1 and (xid, seq) < ($2::xid8, $3::bigint)`;
    await this.#db.query({ text, values: [consumer, xid, seq] });
  }

  /** True when lines wait behind a transaction that is still running. */
  async waits(): Promise<boolean> {
    return (await this.#db.query({ text: waitsText })).length > 0;
  }

  async putAside(consumer: string, { place, event }: Line, error: unknown): Promise<void> {
    const text = `insert into event_failures (consumer, xid, seq, topic, error) values ($1, $2, $3, $4, $5)
      on conflict (consumer, xid, seq) do update set error = excluded.error, state = 'failed', failed_at = now()`;
    await this.#db.query({
      text,
      values: [consumer, place.xid, place.seq, event?.topic, String(error).slice(0, 2_000)],
    });
  }

  /** What was put aside and is to be tried again, oldest first. */
  async again(consumer: string): Promise<Line[]> {
    const rows = await this.#db.query<Row>({ text: againText, values: [consumer] });
    return rows.map(line);
  }

  async settle(consumer: string, { xid, seq }: Place): Promise<void> {
    const text = "delete from event_failures where consumer = $1 and xid = $2 and seq = $3";
    await this.#db.query({ text, values: [consumer, xid, seq] });
  }

  async failures(): Promise<Failure[]> {
    const text = `select id, consumer, topic, error, failed_at as "failedAt" from event_failures order by id desc limit 200`;
    return await this.#db.query<Failure>({ text });
  }

  /** Marks failures to be tried again; all of them without an id. Returns how many. */
  async retry(id?: string): Promise<number> {
    const text = "update event_failures set state = 'again' where $1::bigint is null or id = $1 returning id";
    return (await this.#db.query({ text, values: [id ?? null] })).length;
  }
}

function line(row: Row): Line {
  const { kind, record_id: recordId, version, before, after, actor_id: actorId, at } = row;
  const place = { xid: row.xid, seq: row.seq };
  if (!row.wanted) return { place, event: undefined };
  const topic = `${kind}.${row.action}`;
  return { place, event: { id: `${row.xid}.${row.seq}`, topic, kind, recordId, version, before, after, actorId, at } };
}

/** `deal.*` and `*` as patterns of LIKE. */
const pattern = (topic: string): string => topic.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%");
