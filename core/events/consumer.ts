import type { Log } from "../kernel/log.ts";
import { type Handle, isAbout } from "./event.ts";
import type { Line, Outbox } from "./outbox.ts";

interface Handler {
  readonly topic: string;
  readonly handle: Handle;
}

export interface Patience {
  /** How often an event is tried before it is put aside. */
  readonly tries: number;
  /** Milliseconds before the second try; doubles with each. */
  readonly pause: number;
  /** Milliseconds a handler gets to end when its consumer is taken out. */
  readonly ending?: number;
}

/** One reader of the stream with its own place in it, and the handlers that share it. */
export class Consumer {
  readonly name: string;
  readonly handlers = new Set<Handler>();
  readonly #outbox: Outbox;
  readonly #patience: Patience;
  readonly #log: Log;
  #isOpen = false;
  #tries = 0;

  constructor(name: string, outbox: Outbox, patience: Patience, log: Log) {
    this.name = name;
    this.#outbox = outbox;
    this.#patience = patience;
    this.#log = log;
  }

  /** Takes its place in the stream, once. */
  async open(): Promise<void> {
    if (this.#isOpen) return;
    await this.#outbox.open(this.name);
    this.#isOpen = true;
  }

  /** Hands on what was put aside and is wanted again. */
  async again(): Promise<void> {
    for (const line of await this.#outbox.again(this.name)) {
      const failure = await this.#deliver(line);
      if (failure) await this.#outbox.putAside(this.name, line, failure.error);
      else await this.#outbox.settle(this.name, line.place);
    }
  }

  /** Reads and hands on one batch. Answers how many lines it moved on, and how long to pause for a failing one. */
  async turn(isStopping: () => boolean): Promise<{ readonly moved: number; readonly pause: number }> {
    const topics = [...this.handlers].map(({ topic }) => topic);
    const lines = await this.#outbox.read(this.name, topics);
    const { done, pause } = await this.#handOn(lines, isStopping);
    const last = lines[done - 1];
    if (last) await this.#outbox.move(this.name, last.place);
    return { moved: done, pause };
  }

  async #handOn(lines: readonly Line[], isStopping: () => boolean): Promise<{ done: number; pause: number }> {
    let done = 0;
    for (const line of lines) {
      if (isStopping()) break;
      const failure = await this.#deliver(line);
      if (failure && !(await this.#givenUp(line, failure.error))) {
        return { done, pause: this.#patience.pause * 2 ** (this.#tries - 1) };
      }
      this.#tries = 0;
      done++;
    }
    return { done, pause: 0 };
  }

  async #deliver({ event }: Line): Promise<{ error: unknown } | undefined> {
    if (!event) return undefined;
    try {
      for (const { topic, handle } of this.handlers) if (isAbout(event.topic, topic)) await handle(event);
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  async #givenUp(line: Line, error: unknown): Promise<boolean> {
    this.#tries++;
    const facts = {
      consumer: this.name,
      event: line.event?.id,
      topic: line.event?.topic,
      tries: this.#tries,
      err: error,
    };
    if (this.#tries < this.#patience.tries) {
      this.#log.warn(facts, "events: handler failed, trying again");
      return false;
    }
    this.#log.error(facts, "events: handler failed for good, event put aside");
    await this.#outbox.putAside(this.name, line, error);
    return true;
  }
}
