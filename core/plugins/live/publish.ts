// Makes a plugin appear: what its manifest lists and what its code adds, all at once or nothing.
import type { Contributions } from "../contributions.ts";
import type { Undo } from "../registering.ts";
import { generalActions, type Holder } from "../../security/rights.ts";
import { isEnabledFor } from "../life/audience.ts";
import { Conflict } from "../../kernel/errors.ts";
import type { Audience } from "../life/row.ts";
import type { Contributes, PluginFiles } from "../manifest/manifest.ts";
import type { Host } from "../plugin.ts";
import { type Addition, passOn } from "./additions.ts";

/** Where the words, pages and pictures of a plugin go; each answers how to take them out again. */
export interface Shelves {
  readonly contributions: Contributions;
  /** True for the name of a template that is there. */
  hasTemplate(name: string): boolean;
  /** In this order, and taken out in the reverse one. */
  readonly put: readonly ((files: PluginFiles) => Undo)[];
  /** Lets the fields and rules apply that the plugin brought to kinds of others: to people who have it, and to their records. */
  wake(plugin: string, audience: Audience): Promise<Undo>;
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
  { contributions, put, limit, wake, hasTemplate }: Shelves,
): Promise<readonly Undo[]> {
  const undo: Undo[] = [];
  try {
    undo.unshift(limit(rightsOf(files), (holder) => isEnabledFor(audience, holder)));
    for (const one of put) undo.unshift(one(files));
    refuseBlank(files.manifest.id, additions, hasTemplate);
    const host = contributions.hostFor(files.manifest.id, undo);
    promised(files, host);
    passOn(additions, host);
    undo.unshift(await wake(files.manifest.id, audience));
    return undo;
  } catch (error) {
    await takeOut(undo);
    throw error;
  }
}

/** What stands in the manifest and needs no code. */
function promised({ kinds, manifest: { permissions = [], contributes = {} } }: PluginFiles, host: Host): void {
  for (const kind of kinds) host.kind(kind);
  for (const { id } of permissions) host.permission(id, {});
  contributes.menus?.forEach((one) => host.menu(one));
  contributes.tray?.forEach((one) => host.tray(one));
  contributes.imports?.forEach((one) => host.importPreset(one));
  contributes.datasets?.forEach((one) => host.dataset(one));
  contributes.metrics?.forEach((one) => host.metric(one));
  for (const path of openPaths(contributes)) host.open(path);
}

const openPaths = ({ routes = [] }: Contributes): readonly string[] =>
  routes.filter(({ permission }) => permission === "public").map(({ path }) => path.replace(/\/:.*$/, ""));

/** What a piece of a page is filled into has to be there before the page needs it. */
function refuseBlank(plugin: string, additions: readonly Addition[], isThere: (name: string) => boolean): void {
  for (const { args } of additions) {
    const { template } = (args[0] ?? {}) as { readonly template?: unknown };
    if (typeof template === "string" && !isThere(template))
      throw new Conflict("plugins.no_template", { plugin, template });
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
