// What this process has loaded of what is wanted. It follows the decisions of the database; in doubt a plugin is off.
import type { Database } from "../../db/database.ts";
import { Unavailable } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import type { Undo } from "../registering.ts";
import { reasonOf } from "../life/failure.ts";
import { type Failure, generationOf, type PluginRow, readRows } from "../life/row.ts";
import { orderOf } from "../found/order.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import type { Breaker } from "./breaker.ts";
import { type Door, getFor, guestOf } from "./door.ts";
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
  /** Milliseconds that bringing it in took. */
  readonly ms: number;
}

interface Kept extends Loaded {
  /** What it was loaded from: another row or other files, and it is loaded anew. */
  readonly from: string;
  /** Who has it, and what it may do. */
  readonly terms: string;
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
  #lacks = false;
  #following: Promise<void> = Promise.resolve();

  constructor(needs: LiveNeeds) {
    this.#needs = needs;
  }

  /** The version of the decisions that this process has followed. */
  get generation(): number {
    return this.#generation;
  }

  get loaded(): readonly Loaded[] {
    return [...this.#kept.values()].map(({ id, version, state, failure, ms }) => ({ id, version, state, failure, ms }));
  }

  /** Looks whether something was decided since, and follows it; with `again`, also whether files have come that were not here. */
  async look({ again = false } = {}): Promise<void> {
    const isDue = again && this.#lacks;
    if (isDue || (await generationOf(this.#needs.db)) !== this.#generation) await this.follow();
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
    const wanted = wantedOf(rows, files, this.#kept);
    const stale = [...this.#kept.values()].filter(({ id, from }) => wanted.get(id)?.from !== from);
    for (const { id } of stale.reverse()) await this.#takeOut(id);
    for (const one of wanted.values()) if (!this.#kept.has(one.row.id)) await this.#bringIn(one);
    this.#lacks = [...wanted.values()].some(({ row, files: here }) => here?.manifest.version !== row.version);
    this.#generation = generation;
  }

  async #bringIn({ row, files, from }: WantedOne): Promise<void> {
    const { id } = row;
    const { version } = files?.manifest ?? row;
    const base = {
      id,
      version,
      from,
      terms: termsOf(row),
      undo: [],
      failure: null,
      ms: 0,
    };
    const began = performance.now();
    if (!files) {
      this.#kept.set(id, { ...base, state: "missing" });
      return;
    }
    try {
      const undo = await this.#open(files, row);
      this.#kept.set(id, { ...base, state: "on", undo, ms: Math.round(performance.now() - began) });
    } catch (error) {
      this.#needs.log.error({ plugin: id, err: error }, "plugin: could not be loaded");
      this.#kept.set(id, { ...base, state: "failed", failure: reasonOf(error) });
    }
  }

  async #open(files: PluginFiles, { audience, consent }: PluginRow): Promise<readonly Undo[]> {
    const { door, breaker, shelves } = this.#needs;
    const { id, dependencies = {} } = files.manifest;
    const off = Object.keys(dependencies).find((need) => this.#kept.get(need)?.state !== "on");
    if (off) throw new Unavailable("plugins.need_is_off", { plugin: id, need: off });
    breaker.forget(id);
    const guest = guestOf(files.manifest, consent);
    const guard = { manifest: files.manifest, breaker, lender: guest.lender };
    const additions = watched(await load(files, getFor(guest, door)), guard);
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

/** By id, in the order of their needs; those without files come last. What runs already may go on when its files were replaced. */
function wantedOf(
  rows: readonly PluginRow[],
  files: readonly PluginFiles[],
  kept: ReadonlyMap<string, Kept>,
): ReadonlyMap<string, WantedOne> {
  const wanted = new Map<string, WantedOne>();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const here = rows.flatMap((row) => filesFor(row, files) ?? []);
  // Those whose needs are not met come after the others, and are told so when they are opened.
  for (const one of new Set([...orderOf(here).order, ...here])) {
    const row = byId.get(one.manifest.id);
    if (!row) continue;
    const needs = Object.keys(one.manifest.dependencies ?? {}).map((id) => wanted.get(id)?.from ?? null);
    wanted.set(row.id, { row, files: one, from: JSON.stringify([termsOf(row), one.hash, needs]) });
  }
  for (const row of rows.filter(({ id }) => !wanted.has(id))) {
    const from = mayGoOn(row, kept.get(row.id))?.from ?? row.version;
    wanted.set(row.id, { row, files: undefined, from });
  }
  return wanted;
}

/** Those of the version that is wanted, else of the one before while it may still run. */
function filesFor({ id, version, previous }: PluginRow, files: readonly PluginFiles[]): PluginFiles | undefined {
  const ofIt = files.filter(({ manifest }) => manifest.id === id);
  return [version, previous].flatMap((one) => ofIt.find(({ manifest }) => manifest.version === one) ?? [])[0];
}

const mayGoOn = (row: PluginRow, kept: Kept | undefined): Kept | undefined =>
  kept?.state === "on" && kept.terms === termsOf(row) && [row.version, row.previous].includes(kept.version)
    ? kept
    : undefined;

const termsOf = ({ audience, consent }: PluginRow): string => JSON.stringify([audience, consent]);
