// The one connection of a process outside the pool: it hears NOTIFY, and holds the locks that make this process
// the only one working for a consumer. PostgreSQL lets both go by itself when the process or the line dies.
import pg from "pg";
import type { DatabaseSettings } from "../db/open.ts";
import type { Log } from "../kernel/log.ts";

/** What writers notify, and listeners listen to. */
export const channel = "trellis_changes";

const HEARTBEAT = 10_000;
const RECONNECT = 1_000;

export class Listener {
  readonly #connection: DatabaseSettings["connection"];
  readonly #heard: () => void;
  readonly #log: Log;
  readonly #held = new Set<string>();
  #client: pg.Client | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(connection: DatabaseSettings["connection"], heard: () => void, log: Log) {
    this.#connection = connection;
    this.#heard = heard;
    this.#log = log;
  }

  /** Connects, and from then on connects again whenever the line is lost. */
  async start(): Promise<void> {
    if (this.#stopped) return;
    const client = this.#open();
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      if (this.#stopped) return await client.end();
      this.#client = client;
      this.#later(HEARTBEAT, () => this.#beat(client));
      this.#heard();
    } catch (error) {
      this.#lost(client, error);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#queue;
    await this.#client?.end().catch(() => undefined);
    this.#client = undefined;
    this.#held.clear();
  }

  /** True when this process, and no other, works for the consumer; false also while the line is down. */
  async holds(consumer: string): Promise<boolean> {
    if (!this.#client) return false;
    if (this.#held.has(consumer)) return true;
    const text = "select pg_try_advisory_lock(hashtextextended($1, 7203611)) as got";
    const rows = await this.#ask<{ got: boolean }>(text, [consumer]).catch(() => []);
    if (rows[0]?.got) this.#held.add(consumer);
    return this.#held.has(consumer);
  }

  /** Lets another process work for the consumer. */
  async release(consumer: string): Promise<void> {
    if (!this.#held.delete(consumer)) return;
    await this.#ask("select pg_advisory_unlock(hashtextextended($1, 7203611))", [consumer]).catch(() => []);
  }

  #open(): pg.Client {
    const base = typeof this.#connection === "string" ? { connectionString: this.#connection } : this.#connection;
    const timeouts = { connectionTimeoutMillis: 5_000, query_timeout: 5_000, keepAlive: true };
    const client = new pg.Client({ ...base, ...timeouts, application_name: "trellis events" });
    client.on("notification", () => this.#heard());
    client.on("error", (error) => this.#lost(client, error));
    client.on("end", () => this.#lost(client, new Error("connection ended")));
    return client;
  }

  // The driver takes one statement at a time.
  #ask<R extends pg.QueryResultRow>(text: string, values: string[]): Promise<R[]> {
    const client = this.#client;
    if (!client) return Promise.resolve([]);
    const answer = this.#queue.then(() => client.query<R>(text, values)).then(({ rows }) => rows);
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  async #beat(client: pg.Client): Promise<void> {
    try {
      await this.#ask("select 1", []);
      if (this.#client === client) this.#later(HEARTBEAT, () => this.#beat(client));
    } catch (error) {
      this.#lost(client, error);
    }
  }

  #lost(client: pg.Client, error: unknown): void {
    client.removeAllListeners("end").removeAllListeners("notification");
    client.removeAllListeners("error").on("error", () => undefined);
    void client.end().catch(() => undefined);
    if (this.#stopped || (this.#client !== undefined && this.#client !== client)) return;
    this.#client = undefined;
    this.#held.clear();
    this.#log.warn({ error: String(error) }, "events: line to the database lost, connecting again");
    this.#later(RECONNECT, () => this.start());
  }

  #later(milliseconds: number, work: () => Promise<void>): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void work(), milliseconds);
  }
}
