// The plugins of this installation: what there is, what is on, and switching one on and off.
import type { Database } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound, type Problem, Unavailable } from "../../kernel/errors.ts";
import type { Manifest, PluginFiles } from "../manifest/manifest.ts";
import { type Found, versionsOf } from "../found/find.ts";
import { chosenToEnable, chosenToUpgrade } from "./choose.ts";
import { beyond, consentTo } from "./consent.ts";
import { despiteEngine } from "./engine.ts";
import { type Action, Journal, type Operation, type Performed } from "./journal.ts";
import { linesOf, type Plan } from "./plan.ts";
import { type Audience, decide, findRow, type PluginRow, readRows } from "./row.ts";
import { type Step, Steps } from "./steps.ts";
import { type PluginView, viewsOf } from "./view.ts";
import type { UpgradeWish, Wish } from "./wish.ts";

/** The right to switch plugins on and off. */
export const CHANGE_PLUGINS = "plugins.change";

/** Days for which a plugin that was put away keeps what it holds. */
export const keptFor = (manifest: Pick<Manifest, "data"> | null): number => manifest?.data?.keepDays ?? 30;

/** Actions that need the plugin's files; for the others it is enough to remember what it was. */
const usesFiles: ReadonlySet<Action> = new Set(["enable", "upgrade", "contract"]);

export interface PluginsNeeds {
  readonly db: Database;
  readonly journal: Journal;
  /** Everything that can be found, readable or not, in the order of needs. */
  find(): Promise<readonly Found[]>;
  /** Why a plugin cannot be on in this house; none when it can. */
  reasons(files: PluginFiles): Promise<readonly Problem[]>;
  /** The steps of each action. */
  readonly steps: Readonly<Record<Action, readonly Step[]>>;
}

export class Plugins {
  readonly #needs: PluginsNeeds;

  constructor(needs: PluginsNeeds) {
    this.#needs = needs;
  }

  /** All that were found or ever decided upon. */
  async list(): Promise<readonly PluginView[]> {
    const { db, journal, find } = this.#needs;
    return viewsOf(await find(), await readRows(db), await journal.running());
  }

  async get(id: string): Promise<PluginView> {
    const view = (await this.list()).find((one) => one.id === id);
    if (!view) throw new NotFound("plugins.not_found", { plugin: id });
    return view;
  }

  /** What was done to a plugin, the newest first. */
  async operations(id: string): Promise<readonly Operation[]> {
    return await this.#needs.journal.list(id);
  }

  /** What switching it on would do; changes nothing. */
  async plan(actor: Actor, id: string): Promise<Plan> {
    allowed(actor);
    const { files } = await this.#found(id);
    if (!files) throw new NotFound("plugins.not_found", { plugin: id });
    const { version } = files.manifest;
    const problems = await this.#needs.reasons(files);
    const row = await findRow(this.#needs.db, id);
    const asks = beyond(files.manifest.requests, row?.consent);
    return { plugin: id, version, lines: await linesOf(this.#needs.db, files), asks, problems };
  }

  /** Switches a plugin on, in every process; when anything fails, everything is as before. */
  async enable(actor: Actor, id: string, { audience, agreed, despiteEngine: why }: Wish = {}): Promise<PluginView> {
    allowed(actor);
    const row = await findRow(this.#needs.db, id);
    const { files, action, from } = chosenToEnable(await this.#found(id), row);
    refuseSome(files.manifest, audience ?? row?.audience);
    const consent = consentTo(files.manifest, row?.consent, agreed);
    const about = { consent, from, ...despiteEngine(files.manifest, why), ...(audience && { audience }) };
    await this.#perform(action, files, actor, about);
    return await this.get(id);
  }

  /**
   * Brings a plugin that is on to the newest version that is here. Processes that do not have it yet go on with the one before,
   * and what that one needs is taken away when none of them runs it any more.
   */
  async upgrade(
    actor: Actor,
    id: string,
    { agreed, version, despiteEngine: why }: UpgradeWish = {},
  ): Promise<PluginView> {
    allowed(actor);
    const row = await this.#row(id);
    const { files, from } = chosenToUpgrade(await this.#found(id), row);
    refuseSome(files.manifest, row.audience);
    if (version !== undefined && version !== files.manifest.version)
      throw new Conflict("plugins.other_version", { plugin: id, version, here: files.manifest.version });
    const consent = consentTo(files.manifest, row.consent, agreed);
    await this.#perform("upgrade", files, actor, { consent, from, ...despiteEngine(files.manifest, why) });
    return await this.get(id);
  }

  /** Takes away what the version before needed; for when no process runs it any more. */
  async contract(actor: Actor, id: string): Promise<void> {
    allowed(actor);
    const { version } = await this.#row(id);
    await this.#perform("contract", await this.#version(id, version), actor);
  }

  /** Switches it off; its tables, values and rights stay. */
  async disable(actor: Actor, id: string): Promise<PluginView> {
    allowed(actor);
    const row = await this.#row(id);
    await this.#refuseNeeded(id);
    await this.#perform("disable", remembered(row), actor);
    return await this.get(id);
  }

  /** Puts a plugin that is off away: it is no longer offered, its data stays. */
  async remove(actor: Actor, id: string): Promise<void> {
    allowed(actor);
    const row = await this.#row(id);
    if (row.state === "enabled") throw new Conflict("plugins.still_on", { plugin: id });
    await this.#perform("remove", remembered(row), actor);
  }

  /**
   * Deletes everything that a plugin brought which was put away, all its records too; `typed` must be its id, and its days
   * must have passed, unless `force`. There is no way back.
   */
  async purge(actor: Actor, id: string, { typed, force = false }: { typed: unknown; force?: boolean }): Promise<void> {
    allowed(actor);
    const row = await this.#row(id);
    if (typed !== id) throw new Invalid([typeTheId(id)], "plugins.not_purged");
    if (row.state !== "archived") throw new Conflict("plugins.put_away_first", { plugin: id });
    const days = keptFor(row.manifest);
    if (!force && !(await isOver(this.#needs.db, id, days))) throw new Conflict("plugins.still_kept", { days });
    await this.#perform("purge", remembered(row), actor);
  }

  /** Takes a plugin out that fails too often, whoever notices. */
  async quarantine(id: string, reason: string): Promise<void> {
    const { db } = this.#needs;
    await db.transaction(async (trx) => {
      const row = await findRow(trx, id);
      if (row?.state !== "enabled") return;
      const failure = { code: "plugins.threw", values: { reason } };
      await decide(trx, { ...row, state: "quarantined", failure, actorId: "system:plugins" });
    });
  }

  /** Goes on with what a dead process left: to its end if the plugin is still here, else back. */
  async recover(): Promise<void> {
    const { db, journal, steps } = this.#needs;
    const left = await journal.takeOver();
    if (!left) return;
    const work = new Steps(db, journal, steps[left.action]);
    if (work.isSpoilt(left))
      return await work.giveUp(left, new Unavailable("plugins.fell_silent", { plugin: left.plugin }));
    const files = await this.#filesFor(left).catch(() => undefined);
    if (!files) return await work.giveUp(left, new NotFound("plugins.not_found", { plugin: left.plugin }));
    await work.run(left, files);
  }

  async #perform(
    action: Action,
    files: PluginFiles,
    { id: actorId, source }: Actor,
    about: object = {},
  ): Promise<void> {
    const { db, journal, steps } = this.#needs;
    const { id: plugin, version } = files.manifest;
    const operation = await journal.begin({ plugin, action, version, about: { ...about }, actorId, source });
    await new Steps(db, journal, steps[action]).run(operation, files);
  }

  async #filesFor({ plugin, version, action }: Performed): Promise<PluginFiles | undefined> {
    return usesFiles.has(action) ? await this.#version(plugin, version) : remembered(await this.#row(plugin));
  }

  async #found(id: string): Promise<Found> {
    const found = (await this.#needs.find()).find((one) => one.id === id);
    if (!found?.files) throw new NotFound("plugins.not_found", { plugin: id });
    return found;
  }

  /** The files of one version. */
  async #version(id: string, version: string): Promise<PluginFiles> {
    const files = versionsOf(await this.#found(id)).find(({ manifest }) => manifest.version === version);
    if (!files) throw new NotFound("plugins.not_found", { plugin: id });
    return files;
  }

  async #row(id: string): Promise<PluginRow> {
    const row = await findRow(this.#needs.db, id);
    if (!row) throw new NotFound("plugins.not_found", { plugin: id });
    return row;
  }

  async #refuseNeeded(id: string): Promise<void> {
    const rows = await readRows(this.#needs.db);
    const by = rows.filter(({ state, manifest }) => state === "enabled" && manifest.dependencies?.[id]);
    if (by.length > 0)
      throw new Conflict("plugins.needed_by", { plugin: id, others: by.map((row) => row.id).join(", ") });
  }
}

const typeTheId = (id: string): Problem => ({
  pointer: "/typed",
  code: "type_the_id",
  message: "problem.plugins.type_the_id",
  values: { id },
});

async function isOver(db: Database, id: string, days: number): Promise<boolean> {
  const [row] = await db.query<{ over: boolean }>({
    text: "select archived_at < now() - $2 * interval '1 day' as over from plugins where id = $1",
    values: [id, days],
  });
  return row?.over ?? false;
}

/** One that is for everybody or for nobody is not for some. */
function refuseSome({ id, rollout }: Manifest, audience: Audience | undefined): void {
  if (rollout?.audience === "all-or-none" && audience && !audience.everyone)
    throw new Conflict("plugins.all_or_none", { plugin: id });
}

/** Stops whoever may not switch plugins. */
export function allowed(actor: Actor): void {
  if (!may(actor, CHANGE_PLUGINS)) throw new NotAllowed("security.not_allowed", { permission: CHANGE_PLUGINS });
}

/** What is known of a plugin without its files: enough to switch it off. */
const remembered = ({ manifest }: PluginRow): PluginFiles => ({
  manifest,
  folder: "",
  kinds: [],
  fields: [],
  rules: [],
  migrations: [],
  hash: "",
});
