// Makes a plugin appear: what its manifest lists and what its code adds, all at once or nothing.
import type { Contributions, Undo } from "../contributions.ts";
import { generalActions, type Holder } from "../../security/rights.ts";
import { isEnabledFor } from "../life/audience.ts";
import type { Audience } from "../life/row.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { type Addition, passOn } from "./additions.ts";

/** Where the words, pages and pictures of a plugin go; each answers how to take them out again. */
export interface Shelves {
  readonly contributions: Contributions;
  /** In this order, and taken out in the reverse one. */
  readonly put: readonly ((files: PluginFiles) => Undo)[];
  /** Lets the fields and rules apply that the plugin brought to kinds of others. */
  wake(plugin: string): Undo;
  /** Keeps rights from those who do not have the plugin. */
  limit(rights: ReadonlySet<string>, has: (holder: Holder) => boolean): Undo;
}

export interface Edition {
  readonly files: PluginFiles;
  readonly audience: Audience;
  readonly additions: readonly Addition[];
}

/** Answers how to take it all out again, in this order. */
export async function publish(
  { files, audience, additions }: Edition,
  { contributions, put, limit, wake }: Shelves,
): Promise<readonly Undo[]> {
  const undo: Undo[] = [];
  try {
    undo.unshift(limit(rightsOf(files), (holder) => isEnabledFor(audience, holder)));
    for (const one of put) undo.unshift(one(files));
    const host = contributions.hostFor(files.manifest.id, undo);
    for (const kind of files.kinds) host.kind(kind);
    for (const { id } of files.manifest.permissions ?? []) host.permission(id, {});
    for (const item of files.manifest.contributes?.menus ?? []) host.menu(item);
    passOn(additions, host);
    undo.unshift(wake(files.manifest.id));
    return undo;
  } catch (error) {
    await takeOut(undo);
    throw error;
  }
}

/** Every right that belongs to a plugin. */
export function rightsOf({ manifest: { permissions = [] }, kinds }: PluginFiles): ReadonlySet<string> {
  const general = kinds.flatMap(({ plural }) => generalActions.map((action) => `${plural}.${action}`));
  return new Set([...general, ...permissions.map(({ id }) => id)]);
}

export async function takeOut(undo: readonly Undo[]): Promise<void> {
  for (const back of undo) await back();
}
