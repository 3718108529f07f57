// The checkout as contract tests read it: its files, and who imports whom.
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** The plugins beside the product. */
export const pluginFolders = globSync("plugins/*/plugin.json", { cwd: root })
  .sort()
  .map((file) => join(root, dirname(file)));

export interface Source {
  /** From the checkout's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** `to` is a path of ours, or `npm:` and the package. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** All files of a folder whose names end in one of `endings`; nothing when the folder does not exist. */
export function sourcesIn(folder: string, ...endings: readonly string[]): Source[] {
  if (!existsSync(join(root, folder))) return [];
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => endings.some((ending) => file.endsWith(ending)) && !file.includes("node_modules"))
    .map((file) => ({ path: `${folder}/${file}`, text: readFileSync(join(root, folder, file), "utf8") }));
}

/** TypeScript that runs in production: core and plugins without their tests. */
export const production = (): Source[] =>
  ["core", "plugins"].flatMap((folder) => sourcesIn(folder, ".ts")).filter(({ path }) => !path.includes("/tests/"));

export function importsOf({ path, text }: Source): Edge[] {
  const found = withoutComments(text).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g);
  return [...found].map(([, to = ""]) => ({
    from: path,
    to: to.startsWith(".") ? normalize(join(dirname(path), to)) : `npm:${to}`,
  }));
}

/** The text with comments blanked, so that rules read code only. Line numbers stay. */
export const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|[\s;{}(,])\/\/[^\n]*/g, "$1");
