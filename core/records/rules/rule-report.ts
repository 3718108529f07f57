// Which records that were there before a rule break it: found in the background, some hundred at a time.
import type { Database, Queryable, Transaction } from "../../db/database.ts";
import type { JobRun } from "../../jobs/job.ts";
import { type Actor, may, systemActor } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { shapeOf } from "../query/columns.ts";
import { quoted } from "../query/sql.ts";
import type { Rec } from "../record.ts";
import { draftOf } from "../store/draft.ts";
import { rulesOf } from "./compiled.ts";
import { breaksRule } from "./judge.ts";
import { placeOf } from "./place-of.ts";

/** How far a report is, and what it has found. */
export interface RuleReport {
  readonly state: "waiting" | "running" | "done" | "failed";
  /** Records looked at, of all there are. */
  readonly done: number;
  readonly total: number;
  /** Records that break the rule. */
  readonly found: number;
  /** Ids of the first hundred of them. */
  readonly records: readonly string[];
  readonly startedAt: string;
  readonly endedAt: string | null;
}

interface Run {
  readonly id: string;
  readonly kind: string;
  readonly rule: string;
  readonly position: string | null;
  readonly done: number;
  readonly total: number;
  readonly records: readonly string[];
}

const CHUNK = 500;
const MOST_LISTED = 100;

export class RuleReports {
  readonly #db: Database;
  readonly #kinds: Kinds;
  readonly #zone: () => Promise<string>;
  readonly #enqueue: () => Promise<unknown>;

  constructor(needs: {
    readonly db: Database;
    readonly kinds: Kinds;
    readonly zone: () => Promise<string>;
    readonly enqueue: () => Promise<unknown>;
  }) {
    this.#db = needs.db;
    this.#kinds = needs.kinds;
    this.#zone = needs.zone;
    this.#enqueue = needs.enqueue;
  }

  /** Begins to look at all records of the rule's kind. */
  async begin(actor: Actor, rule: { readonly id: string; readonly kind: string }): Promise<RuleReport | undefined> {
    allowed(actor);
    const { table } = this.#kinds.get(rule.kind);
    const text = `insert into record_runs (id, kind, type, about, actor_id, total)
      select $1, $2, 'rule', $3, $4, (select count(*) from ${quoted(table)} where deleted_at is null)`;
    await this.#db.query({ text, values: [newId(), rule.kind, JSON.stringify({ rule: rule.id }), actor.id] });
    await this.#enqueue();
    return await this.latest(actor, rule.id);
  }

  /** The newest report about a rule; undefined before there was one. */
  async latest(actor: Actor, rule: string): Promise<RuleReport | undefined> {
    allowed(actor);
    const text = `select state, done, total, found, records, started_at as "startedAt", ended_at as "endedAt" from record_runs
      where type = 'rule' and about ->> 'rule' = $1 order by started_at desc, id desc limit 1`;
    const [report] = await this.#db.query<RuleReport & object>({ text, values: [rule] });
    return report;
  }

  /** Goes on with every report that is not done. */
  async work({ signal, progress }: Pick<JobRun, "signal" | "progress">): Promise<void> {
    for (;;) {
      const run = await openRun(this.#db);
      if (!run || signal.aborted) return;
      await progress(await this.#db.transaction((trx) => this.#step(trx, run)), run.total);
    }
  }

  async #step(trx: Transaction, run: Run): Promise<number> {
    const kind = this.#kinds.find(run.kind);
    const records = kind ? await nextRecords(trx, kind, run.position) : [];
    const broken = kind ? await this.#broken(trx, kind, run.rule, records) : [];
    const listed = [...run.records, ...broken].slice(0, MOST_LISTED);
    const last = records.at(-1)?.id;
    const text = `update record_runs set state = $2, position = coalesce($3::uuid, position), done = done + $4, found = found + $5,
      records = $6, ended_at = case when $2 = 'done' then now() end where id = $1`;
    const state = last === undefined ? "done" : "running";
    await trx.query({
      text,
      values: [run.id, state, last ?? null, records.length, broken.length, JSON.stringify(listed)],
    });
    return run.done + records.length;
  }

  async #broken(trx: Transaction, kind: Kind, id: string, records: readonly Rec[]): Promise<string[]> {
    const rule = rulesOf(kind).all.find((one) => one.id === id);
    if (!rule) return [];
    const actor = systemActor("rules");
    const zone = await this.#zone();
    const found: string[] = [];
    for (const record of records) {
      const draft = draftOf(record.id, record, new Map());
      const place = rulesOf(kind).needsPlace
        ? await placeOf(kind, draft, { actor, db: trx, kinds: this.#kinds })
        : undefined;
      if (await breaksRule(rule, { kind, seen: kind, draft, actor, zone, place, asked: new Map() }))
        found.push(record.id);
    }
    return found;
  }
}

function allowed(actor: Actor): void {
  if (!may(actor, "fields.change")) throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
}

async function openRun(db: Queryable): Promise<Run | undefined> {
  const text = `select id, kind, about ->> 'rule' as rule, position, done, total, records from record_runs
    where type = 'rule' and state in ('waiting', 'running') order by started_at, id limit 1`;
  const [run] = await db.query<Run & object>({ text });
  return run;
}

async function nextRecords(trx: Transaction, kind: Kind, after: string | null): Promise<Rec[]> {
  const shape = shapeOf(kind);
  const text = `select ${shape.selected} from ${quoted(kind.table)} t
    where t.deleted_at is null and ($1::uuid is null or t.id > $1) order by t.id limit ${CHUNK}`;
  const rows = (await trx.query({ text, values: [after], rowMode: "array" })) as unknown as (readonly unknown[])[];
  return rows.map((row) => shape.read(row));
}
