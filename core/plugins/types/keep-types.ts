import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "../../kernel/errors.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { problemIn } from "../manifest/problem.ts";
import { typeFile, typeFileName } from "./type-file.ts";

/** Writes a plugin's types, if they are others than before; answers whether it did. */
export async function writeTypes(files: PluginFiles): Promise<boolean> {
  const wanted = typeFile(files);
  if (wanted === undefined || wanted === (await typesIn(files))) return false;
  await writeFile(join(files.folder, typeFileName), wanted);
  return true;
}

/** A plugin whose types are kept, and are not those of its files any more. */
export async function staleTypes(files: PluginFiles): Promise<readonly Problem[]> {
  const there = await typesIn(files);
  if (there === undefined || there === typeFile(files)) return [];
  return [problemIn(typeFileName, "", "plugins.types_stale", {})];
}

/** True where the plugin keeps its types. */
export const keepsTypes = async (files: PluginFiles): Promise<boolean> => (await typesIn(files)) !== undefined;

const typesIn = async ({ folder }: PluginFiles): Promise<string | undefined> =>
  await readFile(join(folder, typeFileName), "utf8").catch(() => undefined);
