import { type FSWatcher, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** An editor writes a file in several steps; what comes within these milliseconds is one change. */
const GATHER = 60;

/** Tells when something changes in folders. */
export class FolderWatch {
  readonly #changed: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Watches these from now on, each with all folders below it; `around` are watched by themselves, for what comes new. */
  async follow(folders: readonly string[], around: readonly string[]): Promise<void> {
    const wanted = new Set([...around, ...(await Promise.all(folders.map(foldersIn))).flat()]);
    for (const [folder, watcher] of this.#watchers) if (!wanted.has(folder)) this.#leave(folder, watcher);
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#watch(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const [folder, watcher] of this.#watchers) this.#leave(folder, watcher);
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, () => this.#tell());
      // A folder that goes is noticed by the one above it.
      watcher.on("error", () => this.#leave(folder, watcher));
      this.#watchers.set(folder, watcher);
    } catch {
      this.#watchers.delete(folder);
    }
  }

  #leave(folder: string, watcher: FSWatcher): void {
    watcher.close();
    this.#watchers.delete(folder);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#changed, GATHER);
  }
}

/** The folder and all below it, but for packages and history. */
async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries.filter(
    (entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."),
  );
  return [folder, ...(await Promise.all(below.map(({ name }) => foldersIn(join(folder, name))))).flat()];
}
