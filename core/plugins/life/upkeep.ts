// What is done to plugins without anybody asking: what a dead process left is ended, what an old version needed is taken away once
// nobody runs it, and plugins that came with a newer product are brought up to date.
import type { Database } from "../../db/database.ts";
import { systemActor } from "../../kernel/actor.ts";
import type { Log } from "../../kernel/log.ts";
import type { Found } from "../found/find.ts";
import { isNewer } from "../manifest/versions.ts";
import type { Action, Journal } from "./journal.ts";
import { laggards, type Nodes } from "./nodes.ts";
import type { Plugins } from "./plugins.ts";
import { generationOf, type PluginRow, readRows } from "./row.ts";

export interface UpkeepNeeds {
  readonly db: Database;
  readonly journal: Journal;
  readonly nodes: Nodes;
  readonly plugins: Plugins;
  readonly log: Log;
  find(): Promise<readonly Found[]>;
}

const byItself = systemActor("plugins");
/** Bundled plugins are part of the product: whoever took a newer one took them, with what they ask for. */
const agreed = { agreed: "everything" } as const;
/** Milliseconds after which what failed is tried again. */
const REST = 10 * 60_000;

export class Upkeep {
  readonly #needs: UpkeepNeeds;

  constructor(needs: UpkeepNeeds) {
    this.#needs = needs;
  }

  async tend(): Promise<void> {
    await this.#needs.plugins.recover();
    const on = (await readRows(this.#needs.db)).filter(({ state }) => state === "enabled");
    for (const row of on.filter(({ previous }) => previous !== null)) await this.#contract(row);
    for (const row of await this.#outdated(on.filter(({ previous }) => previous === null))) await this.#upgrade(row);
  }

  async #contract(row: PluginRow): Promise<void> {
    const { db, nodes, plugins } = this.#needs;
    if (laggards(await nodes.list(), row, await generationOf(db)).length > 0) return;
    await this.#unlessFailedLately(row, "contract", () => plugins.contract(byItself, row.id));
  }

  async #upgrade({ id, ...row }: PluginRow): Promise<void> {
    const { plugins } = this.#needs;
    await this.#unlessFailedLately({ id, ...row }, "upgrade", () => plugins.upgrade(byItself, id, agreed));
  }

  /** Those that came with the product in a newer version than the one that is on, which is not there any more. */
  async #outdated(rows: readonly PluginRow[]): Promise<readonly PluginRow[]> {
    if (rows.length === 0) return [];
    const found = await this.#needs.find();
    return rows.filter(({ id, version }) => {
      const here = found.find((one) => one.id === id && one.from === "bundled")?.files?.manifest;
      return here && isNewer(here.version, version);
    });
  }

  /** Others may have been quicker, which is just as well. */
  async #unlessFailedLately({ id }: PluginRow, action: Action, work: () => Promise<unknown>): Promise<void> {
    const [last] = await this.#needs.journal.list(id, 1);
    const isFresh = Date.now() - Date.parse(last?.endedAt ?? last?.startedAt ?? "") < REST;
    if (last?.action === action && last.state !== "done" && isFresh) return;
    await work().catch((error: unknown) => this.#needs.log.warn({ plugin: id, action, err: error }, "plugin: upkeep"));
  }
}
