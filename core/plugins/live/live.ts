// What this process has loaded of what is wanted. It follows the decisions of the database; in doubt a plugin is off.
import type { Database } from "../../db/database.ts";
import { Unavailable } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import type { Undo } from "../contributions.ts";
import { reasonOf } from "../life/failure.ts";
import { type Audience, type Failure, generationOf, type PluginRow, readRows } from "../life/row.ts";
import { orderOf } from "../found/order.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import type { Breaker } from "./breaker.ts";
import { type Door, getFor } from "./door.ts";
import { load } from "./load.ts";
import { publish, type Shelves, takeOut } from "./publish.ts";
import { watched } from "./watched.ts";

/** One plugin in this process. */
export interface Loaded {
  readonly id: string;
  readonly version: string;
  /** `missing`: the files are not here, or of another version. */
  readonly state: "on" | "failed" | "missing";
  readonly failure: Failure | null;
}

interface Kept extends Loaded {
  /** What it was loaded from: another row or other files, and it is loaded anew. */
  readonly from: string;
  readonly folder: string;
  readonly undo: readonly Undo[];
}

export interface LiveNeeds {
  readonly db: Database;
  readonly door: Door;
  readonly shelves: Shelves;
  readonly breaker: Breaker;
  readonly log: Log;
  /** The plugins whose files are here and in order. */
  find(): Promise<readonly PluginFiles[]>;
  /** True: no plugin's code is loaded, whatever is wanted. */
  readonly safe: boolean;
}

export class Live {
  readonly #needs: LiveNeeds;
  readonly #kept = new Map<string, Kept>();
  #generation = 0;
  #following: Promise<void> = Promise.resolve();

  constructor(needs: LiveNeeds) {
    this.#needs = needs;
  }

  /** The version of the decisions that this process has followed. */
  get generation(): number {
    return this.#generation;
  }

  get loaded(): readonly Loaded[] {
    return [...this.#kept.values()].map(({ id, version, state, failure }) => ({ id, version, state, failure }));
  }

  /** The plugin whose folder a stack of calls goes through. */
  ownerOf(stack: string): string | undefined {
    return [...this.#kept.values()].find(({ folder }) => stack.includes(folder))?.id;
  }

  /** Looks whether something was decided since, and follows it. */
  async look(): Promise<void> {
    if ((await generationOf(this.#needs.db)) !== this.#generation) await this.follow();
  }

  /** Loads what is wanted and takes out what is not; one call after the other. */
  async follow(): Promise<void> {
    const turn = this.#following.then(() => this.#follow());
    this.#following = turn.catch(() => undefined);
    await turn;
  }

  /** Takes everything out. */
  async close(): Promise<void> {
    await this.#following;
    for (const id of [...this.#kept.keys()].reverse()) await this.#takeOut(id);
  }

  async #follow(): Promise<void> {
    const generation = await generationOf(this.#needs.db);
    const rows = this.#needs.safe ? [] : await enabledRows(this.#needs.db);
    const files = await this.#needs.find();
    const wanted = wantedOf(rows, files);
    const stale = [...this.#kept.values()].filter(({ id, from }) => wanted.get(id)?.from !== from);
    for (const { id } of stale.reverse()) await this.#takeOut(id);
    for (const one of wanted.values()) if (!this.#kept.has(one.row.id)) await this.#bringIn(one);
    this.#generation = generation;
  }

  async #bringIn({ row, files, from }: WantedOne): Promise<void> {
    const { id, version } = row;
    const base = { id, version, from, folder: files?.folder ?? "", undo: [], failure: null };
    if (!files) {
      this.#kept.set(id, { ...base, state: "missing" });
      return;
    }
    try {
      const undo = await this.#open(files, row.audience);
      this.#kept.set(id, { ...base, state: "on", undo });
    } catch (error) {
      this.#needs.log.error({ plugin: id, err: error }, "plugin: could not be loaded");
      this.#kept.set(id, { ...base, state: "failed", failure: reasonOf(error) });
    }
  }

  async #open(files: PluginFiles, audience: Audience): Promise<readonly Undo[]> {
    const { door, breaker, shelves } = this.#needs;
    const { id, dependencies = {} } = files.manifest;
    const off = Object.keys(dependencies).find((need) => this.#kept.get(need)?.state !== "on");
    if (off) throw new Unavailable("plugins.need_is_off", { plugin: id, need: off });
    breaker.forget(id);
    const additions = watched(files.manifest, await load(files, getFor(files.manifest, door)), breaker);
    return await publish({ files, audience, additions }, shelves);
  }

  async #takeOut(id: string): Promise<void> {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    await takeOut(kept?.undo ?? []);
  }
}

const enabledRows = async (db: Database): Promise<readonly PluginRow[]> =>
  (await readRows(db)).filter(({ state }) => state === "enabled");

interface WantedOne {
  readonly row: PluginRow;
  readonly files: PluginFiles | undefined;
  /** Changes when the plugin, or one that it needs, has to be loaded anew. */
  readonly from: string;
}

/** By id, in the order of their needs; those without files come last. */
function wantedOf(rows: readonly PluginRow[], files: readonly PluginFiles[]): ReadonlyMap<string, WantedOne> {
  const wanted = new Map<string, WantedOne>();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const here = files.filter(({ manifest: { id, version } }) => byId.get(id)?.version === version);
  // Those whose needs are not met come after the others, and are told so when they are opened.
  for (const one of new Set([...orderOf(here).order, ...here])) {
    const row = byId.get(one.manifest.id);
    if (!row) continue;
    const needs = Object.keys(one.manifest.dependencies ?? {}).map((id) => wanted.get(id)?.from ?? null);
    wanted.set(row.id, { row, files: one, from: JSON.stringify([row.version, row.audience, one.hash, needs]) });
  }
  for (const row of rows) if (!wanted.has(row.id)) wanted.set(row.id, { row, files: undefined, from: row.version });
  return wanted;
}
