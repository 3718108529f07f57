// When a formula or a roll-up changes, or something it rests on, it is worked out anew for every record: in the background,
// some hundred at a time, from where it stopped.
import type { Database, Queryable, Transaction } from "../../db/database.ts";
import type { JobRun } from "../../jobs/job.ts";
import { newId } from "../../kernel/ids.ts";
import { sameJson } from "../../kernel/json.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { quoted } from "../query/sql.ts";
import type { Company } from "./derive.ts";
import { alike, countAnew } from "./roll-up.ts";
import { blankStatement } from "./rollup-sql.ts";
import { settleFormulas } from "./settle.ts";
import { signaturesOf } from "./signature.ts";

const CHUNK = 500;

interface Run {
  readonly id: string;
  readonly kind: string;
  readonly position: string | null;
  readonly total: number;
  readonly done: number;
}

export class Recomputation {
  readonly #db: Database;
  readonly #kinds: Kinds;
  readonly #company: () => Promise<Company>;

  constructor(db: Database, kinds: Kinds, company: () => Promise<Company>) {
    this.#db = db;
    this.#kinds = kinds;
    this.#company = company;
  }

  /** Works out anew what rests on something else than it did; answers how many records were looked at. */
  async work({ signal, progress }: Pick<JobRun, "signal" | "progress">): Promise<number> {
    await this.#plan();
    let looked = 0;
    for (;;) {
      const run = await openRun(this.#db);
      if (!run || signal.aborted) return looked;
      const step = await this.#db.transaction((trx) => this.#step(trx, run));
      looked += step;
      await progress(run.done + step, run.total);
    }
  }

  /** Writes down which kinds have to be gone through. */
  async #plan(): Promise<void> {
    for (const kind of this.#kinds.all()) {
      const now = signaturesOf(this.#kinds, kind);
      const [last] = await this.#db.query<{ fields: object }>({
        text: "select about -> 'fields' as fields from record_runs where type = 'computed' and kind = $1 order by started_at desc, id desc limit 1",
        values: [kind.name],
      });
      if (!sameJson(now, last?.fields ?? {})) await beginRun(this.#db, kind, now);
    }
  }

  async #step(trx: Transaction, run: Run): Promise<number> {
    const kind = this.#kinds.find(run.kind);
    const ids = kind ? await nextIds(trx, kind, run.position) : [];
    if (kind) await this.#anew(trx, kind, ids);
    const last = ids.at(-1);
    await trx.query({
      text: `update record_runs set state = $2, position = coalesce($3::uuid, position), done = done + $4,
        ended_at = case when $2 = 'done' then now() end where id = $1`,
      values: [run.id, last === undefined ? "done" : "running", last ?? null, ids.length],
    });
    return ids.length;
  }

  async #anew(trx: Transaction, kind: Kind, ids: readonly string[]): Promise<void> {
    const company = await this.#company();
    for (const child of this.#kinds.all()) {
      const feeds = child.feeds.filter(({ parent }) => parent.name === kind.name);
      for (const group of alike(feeds)) await countAnew(trx, { kind: child, feeds: group, ids, company });
    }
    if (kind.restingRollups.length > 0 && ids.length > 0) await trx.query(blankStatement(kind, ids));
    await settleFormulas(trx, kind, { ids, company });
  }
}

async function beginRun(db: Queryable, { name, table }: Kind, fields: object): Promise<void> {
  const text = `insert into record_runs (id, kind, type, about, actor_id, total)
    select $1, $2, 'computed', $3, 'system:recompute', (select count(*) from ${quoted(table)})`;
  await db.query({ text, values: [newId(), name, JSON.stringify({ fields })] });
}

async function openRun(db: Queryable): Promise<Run | undefined> {
  const text = `select id, kind, position, total, done from record_runs
    where type = 'computed' and state in ('waiting', 'running') order by started_at, id limit 1`;
  const [run] = await db.query<Run & object>({ text });
  return run;
}

// Locked in the order of ids, as every writer locks them.
async function nextIds(trx: Transaction, { table }: Kind, after: string | null): Promise<string[]> {
  const text = `select id from ${quoted(table)} where ($1::uuid is null or id > $1) order by id limit ${CHUNK} for no key update`;
  const rows = await trx.query<{ id: string }>({ text, values: [after] });
  return rows.map(({ id }) => id);
}
