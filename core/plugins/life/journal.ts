// The journal: one line for each thing done to a plugin, step by step, so that a process that dies leaves nothing half done.
import type { Database, Queryable } from "../../db/database.ts";
import { sqlState } from "../../db/database.ts";
import { Conflict } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Failure } from "./row.ts";

export type Action = "enable" | "disable" | "upgrade" | "remove" | "purge";

export interface Operation {
  readonly id: string;
  readonly plugin: string;
  readonly action: Action;
  readonly version: string;
  /** What was decided at the start, and what steps noted for their undoing. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Names of the steps that are through, in their order. */
  readonly done: readonly string[];
  readonly state: "running" | "done" | "undone" | "failed";
  readonly failure: Failure | null;
  readonly actorId: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** Without a sign of life for so many seconds, whoever worked at it is dead. */
const SILENCE = 10;
const BEAT = 2_000;
const UNIQUE = "23505";

const columns = `id, plugin, action, version, about, done, state, failure, actor_id as "actorId", started_at as "startedAt",
  ended_at as "endedAt"`;

export class Journal {
  readonly #db: Database;
  readonly #node: string;

  /** `node` names this process. */
  constructor(db: Database, node: string) {
    this.#db = db;
    this.#node = node;
  }

  /** Begins an operation; Conflict while another one runs anywhere. */
  async begin(plan: Pick<Operation, "plugin" | "action" | "version" | "about" | "actorId">): Promise<Operation> {
    const { plugin, action, version, about, actorId } = plan;
    const text = `insert into plugin_operations (id, plugin, action, version, about, actor_id, node)
      values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`;
    const values = [newId(), plugin, action, version, JSON.stringify(about), actorId, this.#node];
    try {
      const [made] = await this.#db.query<Operation & object>({ text, values });
      return made as Operation;
    } catch (error) {
      if (sqlState((error as Error).cause ?? error) !== UNIQUE) throw error;
      const running = await this.running();
      throw new Conflict("plugins.busy", { plugin: running?.plugin ?? plugin, action: running?.action ?? action });
    }
  }

  async get(id: string): Promise<Operation> {
    const text = `select ${columns} from plugin_operations where id = $1`;
    const [row] = await this.#db.query<Operation & object>({ text, values: [id] });
    return row as Operation;
  }

  async running(): Promise<Operation | undefined> {
    const [row] = await this.#db.query<Operation & object>({
      text: `select ${columns} from plugin_operations where state = 'running'`,
    });
    return row;
  }

  /** Takes over what a dead process left; undefined when nothing is left, or it lives. */
  async takeOver(): Promise<Operation | undefined> {
    const text = `update plugin_operations set node = $1, beat_at = now()
      where state = 'running' and beat_at < now() - $2 * interval '1 second' returning ${columns}`;
    const [row] = await this.#db.query<Operation & object>({ text, values: [this.#node, SILENCE] });
    return row;
  }

  /**
   * Notes that a step is through, and what its undoing needs to know; within `on`, if the step has a transaction. A step that
   * is done again finds what it did before, so what was noted first stays.
   */
  async note(on: Queryable, id: string, step: string, about: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const text = `update plugin_operations set done = case when $3 = any(done) then done else done || $3::text end,
      about = $4::jsonb || about, beat_at = now() where id = $1 and node = $2 and state = 'running' returning id`;
    const rows = await on.query({ text, values: [id, this.#node, step, JSON.stringify(about)] });
    // Somebody took this process for dead and goes on in its place.
    if (rows.length === 0) throw new Conflict("plugins.taken_over", {});
  }

  async end(id: string, state: "done" | "undone" | "failed", failure: Failure | null = null): Promise<void> {
    const text = `update plugin_operations set state = $3, failure = $4, ended_at = now()
      where id = $1 and node = $2 and state = 'running'`;
    await this.#db.query({ text, values: [id, this.#node, state, failure && JSON.stringify(failure)] });
  }

  /** Gives signs of life while `work` goes on. */
  async alive<T>(id: string, work: () => Promise<T>): Promise<T> {
    const text = "update plugin_operations set beat_at = now() where id = $1 and node = $2";
    const timer = setInterval(() => {
      this.#db.query({ text, values: [id, this.#node] }).catch(() => undefined);
    }, BEAT).unref();
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  /** What was done to a plugin, the newest first. */
  async list(plugin: string, limit = 50): Promise<Operation[]> {
    const text = `select ${columns} from plugin_operations where plugin = $1 order by started_at desc, id desc limit $2`;
    return await this.#db.query<Operation & object>({ text, values: [plugin, limit] });
  }
}
