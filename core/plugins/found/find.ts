// Which plugins there are on this machine: bundled ones, those in folders of the operator, and those npm installed.
import { readdir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Problem } from "../../kernel/errors.ts";
import { productRoot } from "../../settings/schema.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { isNewer } from "../manifest/versions.ts";
import { problemIn } from "../manifest/problem.ts";
import { lookThrough } from "../manifest/read-plugin.ts";
import { packagesBelow, packagesOf } from "./packages.ts";

type Origin = "bundled" | "local" | "package";

/** A plugin as it was found; without `files` it cannot be used, and `problems` say why. In development small ones do no harm. */
export interface Found {
  /** What it calls itself; its folder's name where it does not say. */
  readonly id: string;
  readonly folder: string;
  readonly from: Origin;
  readonly files?: PluginFiles;
  /** Other versions of it that lie beside, the newest first: one may be on still. */
  readonly older?: readonly PluginFiles[];
  readonly problems: readonly Problem[];
}

interface Place {
  readonly folder: string;
  readonly from: Origin;
  readonly problems: readonly Problem[];
}

/**
 * All there are, by id. What cannot be read is listed with its reason. Several versions of one plugin may lie side by side in the
 * folders of the operator; otherwise two of one id are both named, and neither is used.
 */
export async function findPlugins(
  { pluginsDir, development = false }: { readonly pluginsDir: readonly string[]; readonly development?: boolean },
  root: string = productRoot,
): Promise<Found[]> {
  const places = [
    ...(await foldersIn(join(root, "plugins"), "bundled")),
    ...(await Promise.all(pluginsDir.map((folder) => foldersIn(folder, "local")))).flat(),
    ...(await Promise.all([packagesOf(root), ...pluginsDir.map(packagesBelow)])).flat().map(asPackage),
  ];
  const looked = await Promise.all((await onceEach(places)).map((place) => lookAt(place, development)));
  const found = withVersions(looked);
  return withoutTwins(found).toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.folder < b.folder ? -1 : 1));
}

const asPackage = (one: Omit<Place, "from">): Place => ({ ...one, from: "package" });

/** Every folder in a folder of plugins; a link is listed, but not followed. */
async function foldersIn(parent: string, from: Origin): Promise<Place[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => {
    if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
    const folder = join(parent, entry.name);
    if (entry.isSymbolicLink()) return [{ folder, from, problems: [problemIn(entry.name, "", "plugins.link")] }];
    return entry.isDirectory() ? [{ folder, from, problems: [] }] : [];
  });
}

/** The folder of the bundled plugins may also be named in the settings; the first way to a folder counts. */
async function onceEach(places: readonly Place[]): Promise<Place[]> {
  const seen = new Set<string>();
  const real = await Promise.all(
    places.map(async (place) => ({ place, at: await realpath(place.folder).catch(() => "") })),
  );
  return real
    .filter(({ place, at }) => {
      const isNew = place.problems.length > 0 || !seen.has(at);
      seen.add(at);
      return isNew;
    })
    .map(({ place }) => place);
}

async function lookAt({ folder, from, problems }: Place, forAuthor: boolean): Promise<Found> {
  const name = basename(folder);
  if (problems.length > 0) return { id: name, folder, from, problems };
  const { id = name, files, problems: wrong } = await lookThrough(folder, { forAuthor });
  if (!files) return { id, folder, from, problems: wrong };
  const typed = from === "package" && files.manifest.main?.endsWith(".ts");
  const refusal = problemIn("plugin.json", "/main", "plugins.package_not_built", { main: files.manifest.main });
  return typed ? { id, folder, from, problems: [refusal] } : { id, folder, from, files, problems: wrong };
}

/** The newest of each plugin whose versions lie side by side, with the others in it. */
function withVersions(found: readonly Found[]): Found[] {
  return found.flatMap((one) => {
    const all = found.filter(({ id }) => id === one.id);
    const [newest, ...older] = areVersions(all) ? all.toSorted(byAge) : [one];
    if (older.length === 0) return [one];
    return one === newest ? [{ ...one, older: older.flatMap(({ files }) => files ?? []) }] : [];
  });
}

function areVersions(all: readonly Found[]): boolean {
  const versions = new Set(all.map(({ files }) => files?.manifest.version));
  return versions.size === all.length && all.every(({ from, files }) => from === "local" && files);
}

const byAge = (a: Found, b: Found): number =>
  isNewer(a.files?.manifest.version ?? "0.0.0", b.files?.manifest.version ?? "0.0.0") ? -1 : 1;

/** Every version of it that can be used, the newest first. */
export const versionsOf = ({ files, older = [] }: Found): readonly PluginFiles[] => (files ? [files, ...older] : []);

function withoutTwins(found: readonly Found[]): Found[] {
  return found.map((one) => {
    const twins = found.filter((other) => other !== one && other.id === one.id);
    if (twins.length === 0) return one;
    const { files: _files, ...rest } = one;
    const folders = twins.map(({ folder }) => folder).join(", ");
    return {
      ...rest,
      problems: [problemIn("plugin.json", "/id", "plugins.twins", { id: one.id, folders }), ...one.problems],
    };
  });
}
