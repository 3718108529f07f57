// The journal: one line for each thing done to a plugin, step by step, so that a process that dies leaves nothing half done.
import type { Database, Queryable } from "../../db/database.ts";
import { sqlState } from "../../db/database.ts";
import type { Source } from "../../kernel/actor.ts";
import { Conflict } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Failure } from "./row.ts";

/** What is done in steps. */
export type Action = "enable" | "disable" | "upgrade" | "contract" | "remove" | "purge";

export interface Operation {
  readonly id: string;
  readonly plugin: string;
  readonly action: Action | "install";
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

/** One that has steps. */
export interface Performed extends Operation {
  readonly action: Action;
}

/** `source`: the door it came through, for the audit trail. */
type Begun = Pick<Performed, "plugin" | "action" | "version" | "about" | "actorId"> & { readonly source: Source };

const through = "select set_config('trellis.source', $1, true)";

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
  async begin(plan: Begun): Promise<Performed> {
    const { plugin, action, version, about, actorId, source } = plan;
    const text = `insert into plugin_operations (id, plugin, action, version, about, actor_id, node)
      values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`;
    const values = [newId(), plugin, action, version, JSON.stringify(about), actorId, this.#node];
    try {
      return await this.#db.transaction(async (trx) => {
        await trx.query({ text: through, values: [source] });
        const [made] = await trx.query<Performed & object>({ text, values });
        return made as Performed;
      });
    } catch (error) {
      if (sqlState((error as Error).cause ?? error) !== UNIQUE) throw error;
      const running = await this.running();
      throw new Conflict("plugins.busy", { plugin: running?.plugin ?? plugin, action: running?.action ?? action });
    }
  }

  /** Notes that an archive was installed; nothing else waits for that. */
  async installed({ plugin, version, about, actorId, source }: Omit<Begun, "action">): Promise<void> {
    const text = `insert into plugin_operations (id, plugin, action, version, about, actor_id, node, state, ended_at)
      values ($1, $2, 'install', $3, $4, $5, $6, 'done', now())`;
    const values = [newId(), plugin, version, JSON.stringify(about), actorId, this.#node];
    await this.#db.transaction(async (trx) => {
      await trx.query({ text: through, values: [source] });
      await trx.query({ text, values });
    });
  }

  async get(id: string): Promise<Performed> {
    const text = `select ${columns} from plugin_operations where id = $1`;
    const [row] = await this.#db.query<Performed & object>({ text, values: [id] });
    return row as Performed;
  }

  async running(): Promise<Performed | undefined> {
    const [row] = await this.#db.query<Performed & object>({
      text: `select ${columns} from plugin_operations where state = 'running'`,
    });
    return row;
  }

  /** Takes over what a dead process left; undefined when nothing is left, or it lives. */
  async takeOver(): Promise<Performed | undefined> {
    const text = `update plugin_operations set node = $1, beat_at = now()
      where state = 'running' and beat_at < now() - $2 * interval '1 second' returning ${columns}`;
    const [row] = await this.#db.query<Performed & object>({ text, values: [this.#node, SILENCE] });
    return row;
  }

  /** Notes which step is begun, for whoever finds the operation without the process that worked at it. */
  async begun(id: string, step: string): Promise<void> {
    const text = `update plugin_operations set about = about || jsonb_build_object('at', $3::text), beat_at = now()
      where id = $1 and node = $2 and state = 'running'`;
    await this.#db.query({ text, values: [id, this.#node, step] });
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

  /** True once an administrator wanted this version on despite this plugin API, until it is deleted for good. */
  async isWantedDespite(
    { id, version }: { readonly id: string; readonly version: string },
    api: string,
  ): Promise<boolean> {
    const text = `select 1 from plugin_operations o where plugin = $1 and version = $2 and state in ('running', 'done')
      and about ->> 'api' = $3 and not exists (select from plugin_operations p
        where p.plugin = o.plugin and p.action = 'purge' and p.state = 'done' and p.started_at > o.started_at) limit 1`;
    return (await this.#db.query({ text, values: [id, version, api] })).length > 0;
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
