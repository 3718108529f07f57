// Puts the archive of a plugin among the plugins that are found. Nothing of it runs by that: it is switched on like any other.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Actor } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { type Found, versionsOf } from "../found/find.ts";
import type { Journal } from "../life/journal.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { lookThrough } from "../manifest/read-plugin.ts";
import { filesIn, sha256 } from "./archive.ts";
import type { Entry } from "./tar.ts";

export interface InstallationNeeds {
  readonly journal: Journal;
  /** Where plugins of the operator lie; the first is where archives go. */
  readonly pluginsDir: readonly string[];
  find(): Promise<readonly Found[]>;
}

export interface Installed {
  readonly id: string;
  readonly version: string;
  readonly folder: string;
  /** Of the archive. */
  readonly sha256: string;
}

export class Installation {
  readonly #needs: InstallationNeeds;

  constructor(needs: InstallationNeeds) {
    this.#needs = needs;
  }

  /**
   * Unpacks an archive into a folder of its own, `<id>-<version>`: all of it or nothing, and only what `plugin lint` finds in order.
   * For administrators only: whoever brings code has the whole house.
   */
  async install(actor: Actor, archive: Buffer): Promise<Installed> {
    onlyAdministrators(actor);
    const entries = await filesIn(archive);
    const parent = this.#needs.pluginsDir[0] ?? "plugins";
    const waiting = join(parent, `.${newId()}`);
    try {
      await write(waiting, entries);
      const { manifest, hash } = await soundIn(waiting);
      const folder = join(parent, `${manifest.id}-${manifest.version}`);
      await this.#refuseTwin(manifest);
      await rename(waiting, folder).catch((cause: unknown) => refuseTaken(folder, cause));
      const digest = sha256(archive);
      const { id: plugin, version } = manifest;
      await this.#needs.journal.installed({
        plugin,
        version,
        actorId: actor.id,
        source: actor.source,
        about: { sha256: digest, hash },
      });
      return { id: plugin, version, folder, sha256: digest };
    } finally {
      await rm(waiting, { recursive: true, force: true });
    }
  }

  /** A plugin that came another way is not pushed aside, and a version is not replaced by another of the same number. */
  async #refuseTwin({ id: plugin, version }: Manifest): Promise<void> {
    const twins = (await this.#needs.find()).filter((one) => one.id === plugin);
    const foreign = twins.find(({ from }) => from !== "local");
    if (foreign) throw new Conflict("plugins.not_local", { plugin, folder: foreign.folder });
    const same = twins.flatMap(versionsOf).find(({ manifest }) => manifest.version === version);
    if (same) throw new Conflict("plugins.installed_already", { plugin, version, folder: same.folder });
  }
}

function onlyAdministrators({ kind, roles }: Actor): void {
  if (kind !== "system" && !roles.includes("admin")) throw new NotAllowed("plugins.only_administrators");
}

async function write(folder: string, entries: readonly Entry[]): Promise<void> {
  for (const { path, content } of entries) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content, { flag: "wx", mode: 0o644 });
  }
}

async function soundIn(folder: string): Promise<{ manifest: Manifest; hash: string }> {
  const { files, problems } = await lookThrough(folder);
  if (!files) throw new Invalid(problems, "plugins.archive_faulty");
  return files;
}

function refuseTaken(folder: string, cause: unknown): never {
  throw new Conflict("plugins.folder_taken", { folder }, { cause });
}
