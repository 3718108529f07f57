import { type Found, versionsOf } from "../found/find.ts";
import type { PluginRow } from "../life/row.ts";
import type { PluginFiles } from "../manifest/manifest.ts";

/** While somebody writes at a plugin, what worked last is what the process goes by. */
export class LastGood {
  readonly #files = new Map<string, PluginFiles>();
  /** Id → when the plugin had last been decided upon, for those whose newer files wait for a decision. */
  readonly #waiting = new Map<string, string>();

  /** What is to be loaded of what was found; a plugin that was just decided upon is loaded as it lies there. */
  of(found: readonly Found[], rows: readonly PluginRow[]): readonly PluginFiles[] {
    for (const { id, changedAt } of rows) {
      const since = this.#waiting.get(id);
      if (since !== undefined && since !== String(changedAt)) this.forget(id);
    }
    return found.flatMap((one) => {
      const good = this.#files.get(one.id) ?? one.files;
      if (good) this.#files.set(one.id, good);
      const others = versionsOf(one).filter(({ manifest }) => manifest.version !== good?.manifest.version);
      return good ? [good, ...others] : [];
    });
  }

  get(id: string): PluginFiles | undefined {
    return this.#files.get(id);
  }

  put(files: PluginFiles): void {
    this.#waiting.delete(files.manifest.id);
    this.#files.set(files.manifest.id, files);
  }

  /** Keeps what there is until somebody decides upon the plugin. */
  wait({ id, changedAt }: PluginRow): void {
    this.#waiting.set(id, String(changedAt));
  }

  forget(id: string): void {
    this.#files.delete(id);
    this.#waiting.delete(id);
  }
}
