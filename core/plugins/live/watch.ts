// The pulse of the plugins in a process: follow what was decided, say what is here, and end what a dead process left.
import type { Log } from "../../kernel/log.ts";
import type { Nodes } from "../life/nodes.ts";
import type { Upkeep } from "../life/upkeep.ts";
import type { Listener } from "../../db/listener.ts";
import type { Live } from "./live.ts";

const EVERY = 1_000;
/** So many looks between two signs of life. */
const BEAT = 5;

export interface PluginWatchNeeds {
  readonly live: Live;
  readonly nodes: Nodes;
  readonly upkeep: Upkeep;
  readonly log: Log;
  /** Calls it as soon as somebody says that something was decided. */
  listen(heard: () => void): Pick<Listener, "start" | "stop">;
}

export class PluginWatch {
  readonly #needs: PluginWatchNeeds;
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  #reported = -1;
  #busy = false;
  #isAsked = false;
  #isTending = false;
  readonly #listener: Pick<Listener, "start" | "stop">;
  /** When it was last level with what was decided. */
  #levelAt = performance.now();

  constructor(needs: PluginWatchNeeds) {
    this.#needs = needs;
    this.#listener = needs.listen(() => void this.#tick());
  }

  /** Milliseconds since this process was last seen to have followed everything. */
  get behindFor(): number {
    return performance.now() - this.#levelAt;
  }

  /** Looks when it hears of a decision, and once a second: one that was not heard of is followed within two. */
  start(): void {
    if (this.#timer) return;
    this.#timer = setInterval(() => void this.#tick(), EVERY).unref();
    void this.#listener.start();
  }

  async stop(): Promise<void> {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#listener.stop();
    await this.#needs.nodes.leave();
  }

  async #tick(): Promise<void> {
    this.#isAsked = this.#busy;
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#look();
    } catch (error) {
      this.#needs.log.debug({ err: error }, "plugins: could not look");
    } finally {
      this.#busy = false;
    }
    if (this.#isAsked) await this.#tick();
  }

  /** What takes long is not waited for: meanwhile decisions are followed. */
  async #tend(): Promise<void> {
    if (this.#isTending) return;
    this.#isTending = true;
    try {
      await this.#needs.upkeep.tend();
    } catch (error) {
      this.#needs.log.debug({ err: error }, "plugins: could not tend");
    } finally {
      this.#isTending = false;
    }
  }

  async #look(): Promise<void> {
    const { live, nodes } = this.#needs;
    const isDue = this.#ticks++ % BEAT === 0;
    await live.look({ again: isDue });
    this.#levelAt = performance.now();
    if (isDue || live.generation !== this.#reported) await nodes.report(live.generation, live.loaded);
    this.#reported = live.generation;
    if (isDue) void this.#tend();
  }
}
