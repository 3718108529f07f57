// A plugin's folder to spoil: a copy of the good one, `visits`, or an empty one.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { readPlugin } from "../../core/plugins/manifest/read-plugin.ts";

/** The plugin that does everything right. */
export const visits = join(import.meta.dirname, "plugins/visits");

// oxlint-disable-next-line typescript/no-explicit-any
type Edit = (content: any) => unknown;

export interface PluginFolder {
  readonly path: string;
  write(file: string, content: string | object): Promise<void>;
  /** Changes a JSON file in place. */
  edit(file: string, change: Edit): Promise<void>;
  remove(file: string): Promise<void>;
}

/** Gone when the test has ended. */
export async function emptyFolder(): Promise<PluginFolder> {
  const path = await mkdtemp(join(tmpdir(), "trellis-plugin-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return folderAt(path);
}

/** A copy of `visits`, in a folder of its own below `parent` if there is one. */
export async function copyOfVisits(parent?: PluginFolder, name = "visits"): Promise<PluginFolder> {
  const at = folderAt(join((parent ?? (await emptyFolder())).path, name));
  await cp(visits, at.path, { recursive: true });
  return at;
}

function folderAt(path: string): PluginFolder {
  const write: PluginFolder["write"] = async (file, content) => {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), typeof content === "string" ? content : JSON.stringify(content, null, 2));
  };
  return {
    path,
    write,
    async edit(file, change) {
      const content: unknown = JSON.parse(await readFile(join(path, file), "utf8"));
      await write(file, (change(content) ?? content) as object);
    },
    remove: (file) => rm(join(path, file), { recursive: true }),
  };
}

/** `place: code` of everything that is wrong with a plugin. */
export async function faultsIn({ path }: PluginFolder): Promise<string[]> {
  const read = await readPlugin(path);
  return read.ok ? [] : read.problems.map(({ pointer, code }) => `${pointer}: ${code}`);
}
