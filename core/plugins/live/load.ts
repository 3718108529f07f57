// Brings a plugin's code in: imports its entry and has it say what it adds. Nothing shows yet.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Conflict, Unavailable } from "../../kernel/errors.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import type { Get, Plugin } from "../plugin.ts";
import { type Addition, recordingHost } from "./additions.ts";
import { refuseUndeclared } from "./declared.ts";
import { openDoor } from "./open-door.ts";
import { guarded } from "./manners.ts";
import { within } from "./within.ts";

/** Milliseconds for import and for set up, each. */
const LIMIT = 10_000;

/** Folder → plugin, of all code that was ever brought in here: what it left behind may still fail. */
const brought = new Map<string, string>();

/** The plugin whose folder a stack of calls goes through, whatever became of it since. */
export const ownerOf = (stack: string): string | undefined =>
  [...brought].find(([folder]) => stack.includes(folder))?.[1];

/** What the plugin's set up adds, as the manifest lists it. A plugin without code adds nothing. */
export async function load({ manifest, folder, hash }: PluginFiles, get: Get): Promise<readonly Addition[]> {
  const { id, main, timeouts } = manifest;
  const additions: Addition[] = [];
  if (main) {
    brought.set(folder, id);
    const limit = Math.min(timeouts?.setup ?? LIMIT, LIMIT);
    const entry = pathToFileURL(join(folder, main));
    // Other files are other code, also under an old name.
    entry.searchParams.set("v", hash.slice(0, 12));
    const plugin = await said(id, "import", () => guarded(() => within(limit, () => importPlugin(id, entry.href))));
    await said(id, "setup", () => guarded(() => within(limit, () => plugin.start(get, recordingHost(id, additions)))));
  }
  refuseUndeclared(manifest, additions);
  return additions;
}

async function importPlugin(id: string, address: string): Promise<Plugin> {
  openDoor();
  const { plugin } = (await import(address)) as { plugin?: Plugin };
  if (typeof plugin?.start !== "function") throw new Conflict("plugins.no_plugin", { plugin: id });
  if (plugin.id !== id) throw new Conflict("plugins.other_id", { plugin: id, other: String(plugin.id) });
  return plugin;
}

/** What plugin code throws is told with its place, and kept as the cause. */
async function said<T>(plugin: string, phase: "import" | "setup", work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Conflict) throw cause;
    const reason = String((cause as Error | undefined)?.message ?? cause).slice(0, 500);
    throw new Unavailable(`plugins.${phase}_failed`, { plugin, reason }, { cause });
  }
}
