// What was read of a plugin's folder holds as long as none of its files changed: a folder is looked at often, and read in full once.
import type { Folder } from "./folder.ts";

/** Folders that are remembered; whoever has more reads the rest anew. */
const MOST = 200;
/** Milliseconds within which a file system may give two changes the same time. */
const UNSETTLED = 100;

export class Remembered<T> {
  readonly #known = new Map<string, { readonly mark: string; readonly value: T }>();

  /** What `read` answered when the folder's files were as they are now. */
  async of(folder: Folder, read: () => Promise<T>): Promise<T> {
    const { root, mark, changedAt, problems } = folder;
    const known = this.#known.get(root);
    if (known?.mark === mark) return known.value;
    const value = await read();
    this.#known.delete(root);
    if (problems.length === 0 && Date.now() - changedAt > UNSETTLED) this.#keep(root, { mark, value });
    return value;
  }

  #keep(root: string, one: { readonly mark: string; readonly value: T }): void {
    this.#known.set(root, one);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
  }
}
