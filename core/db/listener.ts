// Hears at once what other processes tell by NOTIFY, on a connection of its own. Whoever relies on it looks now and then besides:
// a message may be lost with its connection, and some poolers pass none on.
import pg from "pg";
import type { Log } from "../kernel/log.ts";
import type { DatabaseSettings } from "./open.ts";

/** The one channel; the payload says what it is about. */
export const CHANNEL = "trellis";
/** Milliseconds until a lost connection is made anew. */
const REST = 5_000;

export class Listener {
  readonly #connection: DatabaseSettings["connection"];
  readonly #log: Log;
  readonly #heard: (about: string) => void;
  #client: pg.Client | undefined;
  #again: NodeJS.Timeout | undefined;
  #isOn = false;

  constructor(connection: DatabaseSettings["connection"], log: Log, heard: (about: string) => void) {
    this.#connection = connection;
    this.#log = log;
    this.#heard = heard;
  }

  /** Resolves when it hears; where it cannot connect it tries again by itself. */
  async start(): Promise<void> {
    this.#isOn = true;
    await this.#connect();
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    clearTimeout(this.#again);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const base = typeof this.#connection === "string" ? { connectionString: this.#connection } : this.#connection;
    const client = new pg.Client({ ...base, application_name: "trellis listener", keepAlive: true });
    client.on("notification", ({ payload = "" }) => this.#heard(payload));
    client.on("error", (error) => this.#lost(client, error));
    client.on("end", () => this.#lost(client));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      this.#lost(client, error);
    }
  }

  #lost(client: pg.Client, error?: unknown): void {
    if (!this.#isOn || this.#client !== client) return;
    this.#client = undefined;
    this.#log.debug({ err: error }, "database: nothing is heard for a while");
    client.end().catch(() => undefined);
    this.#again = setTimeout(() => void this.#connect(), REST).unref();
  }
}
