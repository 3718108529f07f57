// Keeps the chain up with the trail, beside the work that writes it. Every process that does background work tries; one at a time
// seals.
import { setTimeout as rest } from "node:timers/promises";
import type { Database } from "../../db/database.ts";
import type { Log } from "../../kernel/log.ts";
import { type Anchor, endsSince, tipOf, writeAnchor } from "./anchors.ts";
import { sealOnce } from "./seal.ts";

export interface SealerParts {
  readonly db: Database;
  readonly log: Log;
  /** Where anchors are kept. */
  readonly folder: string;
}

const EVERY = 1_000;
/** Milliseconds between two writings of an anchor. */
const ANCHORED = 10_000;

export class Sealer {
  readonly #parts: SealerParts;
  #stopping: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();
  #kept: Anchor | undefined;
  #keptAt = Number.NEGATIVE_INFINITY;

  constructor(parts: SealerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#stopping = new AbortController();
    this.#loop = this.#run(this.#stopping.signal);
  }

  /** Seals what is left, so that what a process did is sealed when it has gone. */
  async stop(): Promise<void> {
    if (!this.#stopping) return;
    this.#stopping.abort();
    await this.#loop;
    await this.#round(true).catch(() => undefined);
  }

  /** Seals all that can be sealed and writes the anchor. */
  async sealAll(): Promise<void> {
    await this.#round(true);
  }

  async #run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      await this.#round(false).catch((error: unknown) => this.#parts.log.warn({ err: error }, "audit: could not seal"));
      await rest(EVERY, undefined, { signal: stopped, ref: false }).catch(() => undefined);
    }
  }

  async #round(anchorToo: boolean): Promise<void> {
    while ((await sealOnce(this.#parts.db)) > 0) if (this.#stopping?.signal.aborted && !anchorToo) break;
    if (anchorToo || performance.now() - this.#keptAt > ANCHORED) await this.#anchor();
  }

  /** Days that have ended since the last look get their final anchor, too. */
  async #anchor(): Promise<void> {
    const { db, folder, log } = this.#parts;
    this.#keptAt = performance.now();
    const tip = await tipOf(db);
    if (!tip || tip.number === this.#kept?.number) return;
    for (const anchor of await endsSince(db, this.#kept?.day ?? tip.day)) {
      await writeAnchor(folder, anchor);
      log.info({ anchor }, "audit: anchored");
    }
    this.#kept = tip;
  }
}
