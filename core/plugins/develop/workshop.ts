// What a developer saves shows at once: changed files are brought up to date as an administrator would, and what does not work
// leaves the last state that did.
import type { Database } from "../../db/database.ts";
import { systemActor } from "../../kernel/actor.ts";
import type { Problem } from "../../kernel/errors.ts";
import type { Found } from "../found/find.ts";
import { linesOf, type PlanLine } from "../life/plan.ts";
import type { Plugins } from "../life/plugins.ts";
import { type PluginRow, readRows } from "../life/row.ts";
import type { Live } from "../live/live.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { keepsTypes, writeTypes } from "../types/keep-types.ts";
import type { LastGood } from "./last-good.ts";

export interface WorkshopNeeds {
  readonly db: Database;
  readonly live: Live;
  readonly plugins: Plugins;
  readonly good: LastGood;
  find(): Promise<readonly Found[]>;
}

/** What became of a change. */
export interface Outcome {
  readonly plugin: string;
  /** `off`: it is not switched on. `faulty`, `failed`, `waits`: what worked last is still on. */
  readonly what: "shown" | "off" | "faulty" | "failed" | "waits";
  /** What is wrong with its files; small things do not keep it from being shown. */
  readonly problems: readonly Problem[];
  /** What asks more of records that are there, or takes something away: somebody has to want it. */
  readonly lines?: readonly PlanLine[];
  readonly error?: unknown;
}

const developer = systemActor("develop");

export class Workshop {
  readonly #needs: WorkshopNeeds;
  readonly #seen = new Map<string, string>();

  constructor(needs: WorkshopNeeds) {
    this.#needs = needs;
  }

  /** Takes note of everything as it is. */
  async begin(): Promise<void> {
    for (const one of await this.#needs.find()) this.#seen.set(one.folder, markOf(one));
  }

  /** Where the plugins lie that there are. */
  async folders(): Promise<readonly string[]> {
    return (await this.#needs.find()).map(({ folder }) => folder);
  }

  /** Switches a plugin on that is not. */
  async open(id: string): Promise<Outcome> {
    const row = (await readRows(this.#needs.db)).find((one) => one.id === id);
    const found = (await this.#needs.find()).find((one) => one.id === id);
    const problems = found?.problems ?? [];
    if (found && !found.files) return { plugin: id, what: "faulty", problems };
    return row?.state === "enabled" ? { plugin: id, what: "shown", problems } : await this.#switchOn(id, problems);
  }

  /** Looks what has changed since, and does what there is to do. */
  async look(): Promise<readonly Outcome[]> {
    const found = await this.#needs.find();
    const rows = await readRows(this.#needs.db);
    const outcomes: Outcome[] = [];
    for (const one of found.filter((each) => this.#seen.get(each.folder) !== markOf(each))) {
      this.#seen.set(one.folder, markOf(one));
      outcomes.push(
        await this.#take(
          one,
          rows.find(({ id }) => id === one.id),
        ),
      );
    }
    return outcomes;
  }

  async #take({ id, files, problems }: Found, row: PluginRow | undefined): Promise<Outcome> {
    if (!files) return { plugin: id, what: "faulty", problems };
    if (row?.state !== "enabled" && row?.state !== "quarantined") {
      this.#needs.good.forget(id);
      return { plugin: id, what: "off", problems };
    }
    const lines = await this.#graver(this.#needs.good.get(id), files);
    if (lines.length === 0) return await this.#replace(files, problems);
    this.#needs.good.wait(row);
    return { plugin: id, what: "waits", problems, lines };
  }

  /** The newer files in the place of those that worked last, which come back when the newer do not come up. */
  async #replace(files: PluginFiles, problems: readonly Problem[]): Promise<Outcome> {
    const { good, live } = this.#needs;
    const { id } = files.manifest;
    const before = good.get(id);
    good.put(files);
    const outcome = await this.#switchOn(id, problems);
    if (outcome.what === "shown" && (await keepsTypes(files))) await writeTypes(files);
    if (outcome.what === "failed" && before) {
      good.put(before);
      await live.follow();
    }
    return outcome;
  }

  async #switchOn(plugin: string, problems: readonly Problem[]): Promise<Outcome> {
    try {
      await this.#needs.plugins.enable(developer, plugin, { agreed: "everything" });
      return { plugin, what: "shown", problems };
    } catch (error) {
      return { plugin, what: "failed", problems, error };
    }
  }

  /** What the newer files ask beyond the older ones that is not safe. */
  async #graver(before: PluginFiles | undefined, after: PluginFiles): Promise<readonly PlanLine[]> {
    if (!before) return [];
    const known = new Set((await linesOf(this.#needs.db, before)).map(named));
    const lines = await linesOf(this.#needs.db, after);
    return lines.filter((line) => line.severity !== "safe" && !known.has(named(line)));
  }
}

const named = ({ what, name, severity, detail = "" }: PlanLine): string => `${what} ${name} ${severity} ${detail}`;

const markOf = ({ files, problems }: Found): string => JSON.stringify([files?.hash, problems]);
