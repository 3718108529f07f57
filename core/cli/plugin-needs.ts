import { dirname, join } from "node:path";
import type { HostFacts } from "../plugins/found/host-facts.ts";
import { kindsWith } from "../plugins/found/trial.ts";
import type { PluginFiles } from "../plugins/manifest/manifest.ts";
import { readPlugin } from "../plugins/manifest/read-plugin.ts";
import { productRoot } from "../settings/schema.ts";

/** What is there for a plugin besides the core: the kinds of those it needs, as far as they lie beside it or come with the product. */
export async function withNeeds({ manifest, folder }: PluginFiles, facts: HostFacts): Promise<HostFacts> {
  let kinds = facts.kinds;
  for (const id of Object.keys(manifest.dependencies ?? {})) {
    const needed = await found([join(dirname(folder), id), join(productRoot, "plugins", id)]);
    if (needed) kinds = kindsWith(needed, kinds);
  }
  return { ...facts, kinds };
}

async function found(folders: readonly string[]): Promise<PluginFiles | undefined> {
  for (const folder of folders) {
    const read = await readPlugin(folder);
    if (read.ok) return read.value;
  }
  return undefined;
}
