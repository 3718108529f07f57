// The pulse of the plugins in a process: follow what was decided, say what is here, and end what a dead process left.
import type { Log } from "../../kernel/log.ts";
import type { Nodes } from "../life/nodes.ts";
import type { Plugins } from "../life/plugins.ts";
import type { Live } from "./live.ts";

const EVERY = 1_000;
/** So many looks between two signs of life. */
const BEAT = 5;

export interface PluginWatchNeeds {
  readonly live: Live;
  readonly nodes: Nodes;
  readonly plugins: Plugins;
  readonly log: Log;
}

export class PluginWatch {
  readonly #needs: PluginWatchNeeds;
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  #reported = -1;
  #busy = false;

  constructor(needs: PluginWatchNeeds) {
    this.#needs = needs;
  }

  /** Looks once a second: a decision made elsewhere is followed within two. */
  start(): void {
    this.#timer ??= setInterval(() => void this.#tick(), EVERY).unref();
  }

  async stop(): Promise<void> {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#needs.nodes.leave();
  }

  async #tick(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#look();
    } catch (error) {
      this.#needs.log.debug({ err: error }, "plugins: could not look");
    } finally {
      this.#busy = false;
    }
  }

  async #look(): Promise<void> {
    const { live, nodes, plugins } = this.#needs;
    await live.look();
    const isDue = this.#ticks++ % BEAT === 0;
    if (isDue || live.generation !== this.#reported) await nodes.report(live.generation, live.loaded);
    this.#reported = live.generation;
    if (isDue) await plugins.recover();
  }
}
