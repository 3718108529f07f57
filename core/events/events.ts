// Tells the rest of the house what was written. Nothing is told twice on purpose, and nothing is ever lost: the writer's
// transaction records the change, and each consumer reads on from its own place.
import { setTimeout as rest } from "node:timers/promises";
import type { Database } from "../db/database.ts";
import type { DatabaseSettings } from "../db/open.ts";
import type { Log } from "../kernel/log.ts";
import { Alarm } from "./alarm.ts";
import { Consumer, type Patience } from "./consumer.ts";
import type { Handle } from "./event.ts";
import { channel, Listener } from "./listener.ts";
import { type Failure, Outbox } from "./outbox.ts";

export type { Handle, RecordEvent } from "./event.ts";
export type { Failure } from "./outbox.ts";

export interface EventOptions {
  /** For the direct connection; not through a pooler that shares sessions. */
  readonly connection: DatabaseSettings["connection"];
  readonly log: Log;
  readonly patience?: Patience;
}

const POLL = 2_000;
/** Lines behind a running transaction become readable soon. */
const SOON = 100;
/** Writes within these milliseconds are announced once. */
const GATHER = 20;
/** Milliseconds a handler gets to end when its consumer is taken out. */
const LONGEST = 10_000;

export class Events {
  readonly #db: Database;
  readonly #outbox: Outbox;
  readonly #listener: Listener;
  readonly #log: Log;
  readonly #patience: Patience;
  /** Rung by news. */
  readonly #alarm = new Alarm();
  /** Rung when a consumer is to end, also in the middle of a pause that news must not cut short. */
  readonly #leaving = new Alarm();
  readonly #consumers = new Map<string, Consumer>();
  readonly #loops = new Map<Consumer, Promise<void>>();
  /** Consumers that are ending: one of the same name begins after them. */
  readonly #ending = new Map<string, Promise<void>>();
  #announcing: NodeJS.Timeout | undefined;
  #state: "idle" | "running" | "stopped" = "idle";

  constructor(db: Database, { connection, log, patience = { tries: 6, pause: 1_000 } }: EventOptions) {
    this.#db = db;
    this.#outbox = new Outbox(db);
    this.#log = log;
    this.#patience = patience;
    this.#listener = new Listener(connection, () => this.#alarm.ring(), log);
  }

  /**
   * Calls `handle` for each event of the topic (`deal.changed`, `deal.*`, `*`), after the commit and at least once, so it
   * must be idempotent by `event.id`. All handlers of one consumer share one place in the stream. Returns its undoing, which
   * ends the consumer with all of them: one alone would be passed by what the others are told. The place is kept.
   */
  on(topic: string, consumer: string, handle: Handle): () => Promise<void> {
    const handler = { topic, handle };
    const reader = this.#consumers.get(consumer) ?? new Consumer(consumer, this.#outbox, this.#patience, this.#log);
    reader.handlers.add(handler);
    this.#consumers.set(consumer, reader);
    if (this.#state === "running") this.#run(reader);
    return async () => await this.#leave(reader);
  }

  /** To be called after the commit of anything that wrote changes; many calls become one NOTIFY. */
  written(): void {
    this.#announcing ??= setTimeout(() => {
      this.#announcing = undefined;
      // Lost announcements cost two seconds: consumers look by themselves, too.
      this.#db.query({ text: `notify ${channel}` }).catch(() => undefined);
    }, GATHER).unref();
  }

  /** When it resolves, everything written from now on reaches the consumers known so far. */
  async start(): Promise<void> {
    this.#state = "running";
    for (const consumer of this.#consumers.values()) await consumer.open();
    await this.#listener.start();
    for (const consumer of this.#consumers.values()) this.#run(consumer);
  }

  /** Resolves when the handlers under way are through; what they did not get to stays for the next start. */
  async stop(): Promise<void> {
    this.#state = "stopped";
    clearTimeout(this.#announcing);
    this.#ringAll();
    await Promise.all(this.#loops.values());
    await this.#listener.stop();
  }

  /** Events that no longer are tried, newest first. */
  failures(): Promise<Failure[]> {
    return this.#outbox.failures();
  }

  /** Has failed events tried again by whoever works for their consumer; all without an id. Returns how many. */
  async retry(id?: string): Promise<number> {
    const count = await this.#outbox.retry(id);
    this.written();
    return count;
  }

  #run(consumer: Consumer): void {
    if (!this.#loops.has(consumer)) this.#loops.set(consumer, this.#loop(consumer));
  }

  async #leave(consumer: Consumer): Promise<void> {
    const { name } = consumer;
    if (this.#consumers.get(name) === consumer) {
      this.#consumers.delete(name);
      const before = this.#ending.get(name);
      const ending: Promise<void> = this.#end(consumer, before).finally(() => {
        if (this.#ending.get(name) === ending) this.#ending.delete(name);
      });
      this.#ending.set(name, ending);
    }
    await this.#ending.get(name);
  }

  /** A handler that never comes back is left behind after a while; another process may work for the consumer then. */
  async #end(consumer: Consumer, before: Promise<void> | undefined): Promise<void> {
    this.#ringAll();
    await before;
    const over = new AbortController();
    const late = rest(this.#patience.ending ?? LONGEST, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([this.#loops.get(consumer), late]);
    over.abort();
    this.#loops.delete(consumer);
    await this.#listener.release(consumer.name);
  }

  #ringAll(): void {
    this.#alarm.ring();
    this.#leaving.ring();
  }

  async #loop(consumer: Consumer): Promise<void> {
    const isStopping = (): boolean => this.#state !== "running" || this.#consumers.get(consumer.name) !== consumer;
    const patience = { soon: SOON };
    await this.#ending.get(consumer.name);
    while (!isStopping()) {
      try {
        await consumer.open();
        await this.#turn(consumer, patience, isStopping);
      } catch (error) {
        this.#log.warn({ consumer: consumer.name, err: error }, "events: could not read, trying again");
        await pauseFor(this.#leaving, POLL, isStopping);
      }
    }
  }

  /** One look at the stream, and the pause after it. */
  async #turn(consumer: Consumer, patience: { soon: number }, isStopping: () => boolean): Promise<void> {
    const isOurs = await this.#listener.holds(consumer.name);
    if (!isOurs) return await pauseFor(this.#alarm, POLL, isStopping);
    const { moved, pause } = await consumer.turn(isStopping);
    if (pause > 0) return await pauseFor(this.#leaving, pause, isStopping);
    if (moved > 0) patience.soon = SOON;
    if (moved > 0 || isStopping()) return;
    await consumer.again();
    const isWaiting = await this.#outbox.waits();
    await pauseFor(this.#alarm, isWaiting ? patience.soon : POLL, isStopping);
    // A long transaction must not be asked about ten times a second.
    if (isWaiting) patience.soon = Math.min(POLL, patience.soon * 2);
  }
}

/** Until the alarm rings. Whoever ends a consumer rings once, perhaps before this began. */
async function pauseFor(alarm: Alarm, milliseconds: number, isStopping: () => boolean): Promise<void> {
  if (!isStopping()) await alarm.wait(milliseconds);
}
