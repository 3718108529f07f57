// `npm run dev [PLUGIN…]`: Trellis for whoever writes plugins. Each is a name, or a folder anywhere.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { startProcess } from "../start-process.ts";

const given = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const folders = given.map((word) => resolve(word)).filter((folder) => existsSync(join(folder, "plugin.json")));
const around = [process.env["TRELLIS_PLUGINS_DIR"], ...new Set(folders.map((folder) => dirname(folder)))];
const places = folders.length > 0 ? { TRELLIS_PLUGINS_DIR: around.filter(Boolean).join(":") } : {};

// Node would end the whole process for a change in a plugin's code; it is brought in anew while everything else goes on.
delete process.env["WATCH_REPORT_DEPENDENCIES"];

await startProcess({ ...process.env, ...places, TRELLIS_DEVELOPMENT: "true" }, given.map(idOf));

/** What the plugin in a folder calls itself, as far as it can be read. */
function idOf(word: string): string {
  const file = join(resolve(word), "plugin.json");
  if (!existsSync(file)) return word;
  const [, id = basename(resolve(word))] = /"id"\s*:\s*"([^"]+)"/.exec(readFileSync(file, "utf8")) ?? [];
  return id;
}
