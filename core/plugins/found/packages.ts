// Plugins that npm installed: packages that say of themselves where their plugin.json lies.
import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { Problem } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { problemIn } from "../manifest/problem.ts";

/** A package that holds a plugin: its folder there, or why it cannot be looked at. */
export interface PluginPackage {
  readonly folder: string;
  readonly problems: readonly Problem[];
}

/** Those among the packages that a product needs. */
export async function packagesOf(root: string): Promise<PluginPackage[]> {
  const { dependencies } = await readJson(join(root, "package.json"));
  const names = Object.keys(isObject(dependencies) ? dependencies : {});
  return await pluginsAmong(names.map((name) => join(root, "node_modules", name)));
}

/** Those below a folder's `node_modules`, scoped ones too. */
export async function packagesBelow(folder: string): Promise<PluginPackage[]> {
  const modules = join(folder, "node_modules");
  const names = await namesIn(modules);
  const scoped = names
    .filter((name) => name.startsWith("@"))
    .map(async (scope) => (await namesIn(join(modules, scope))).map((name) => `${scope}/${name}`));
  const all = [...names.filter((name) => !/^[.@]/.test(name)), ...(await Promise.all(scoped)).flat()];
  return await pluginsAmong(all.map((name) => join(modules, name)));
}

const namesIn = async (folder: string): Promise<readonly string[]> => await readdir(folder).catch(() => []);

async function pluginsAmong(folders: readonly string[]): Promise<PluginPackage[]> {
  return (await Promise.all(folders.map(pluginIn))).flatMap((found) => found ?? []);
}

/** npm may link a package from elsewhere; within it nothing leads out. */
async function pluginIn(folder: string): Promise<PluginPackage | undefined> {
  const { trellis } = await readJson(join(folder, "package.json"));
  if (!isObject(trellis) || trellis["plugin"] === undefined) return undefined;
  const said = trellis["plugin"];
  const root = await realpath(folder);
  const manifest = typeof said === "string" ? await realpath(join(root, said)).catch(() => undefined) : undefined;
  if (manifest?.startsWith(`${root}${sep}`) && manifest.endsWith(`${sep}plugin.json`))
    return { folder: dirname(manifest), problems: [] };
  const problem = problemIn("package.json", "/trellis/plugin", "plugins.bad_package", {
    value: String(said).slice(0, 80),
  });
  return { folder, problems: [problem] };
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
