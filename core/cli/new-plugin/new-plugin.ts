import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { coreFacts } from "../../app/core-facts.ts";
import { Conflict, Invalid } from "../../kernel/errors.ts";
import { findPlugins } from "../../plugins/found/find.ts";
import { fitOf } from "../../plugins/found/fit.ts";
import { readPlugin } from "../../plugins/manifest/read-plugin.ts";
import { writeTypes } from "../../plugins/types/keep-types.ts";
import { productRoot } from "../../settings/schema.ts";
import type { Call } from "../call.ts";
import type { Command } from "../command.ts";
import { Usage } from "../failures.ts";
import { namesFor, type PluginNames } from "./names.ts";
import { writePlugin } from "./write.ts";

/** Asks nothing, and needs neither settings nor a database. */
export const pluginNew: Command = {
  name: "plugin new",
  arguments: ["NAME"],
  options: { to: "text" },
  writes: true,
  async run(call) {
    const id = call.argument(0) ?? "";
    const names = namesFor(id);
    if (!names) throw new Usage("cli.bad_plugin_name", call.help, { name: id.slice(0, 60) });
    const parent = resolve(call.text("to") ?? join(productRoot, "plugins"));
    const folder = join(parent, id);
    await refuseTaken(folder, parent, names);
    if (call.isRehearsal) return call.would("cli.would_write_plugin", { folder });
    const files = await writePlugin(folder, names);
    await finish(call, folder);
    return { data: { id, folder, files }, text: call.t("cli.plugin_written", { id, folder, command: next(call, id) }) };
  },
};

const next = (call: Call, id: string): string =>
  call.text("to") === undefined ? `npm run dev ${id}` : `npm run dev ${join(resolve(call.text("to") ?? ""), id)}`;

/** Neither over something that is there, nor a second plugin or kind of a name. */
async function refuseTaken(folder: string, parent: string, { id, kind, plural }: PluginNames): Promise<void> {
  if (existsSync(folder)) throw new Conflict("cli.folder_taken", { folder });
  const others = await findPlugins({ pluginsDir: [parent] });
  const by = others.find(
    (one) => one.id === id || one.files?.kinds.some((other) => other.name === kind || other.plural === plural),
  );
  if (by) throw new Conflict("cli.plugin_name_taken", { name: id, other: by.id, folder: by.folder });
}

/** Writes its types. What has a name of the product's own words or kinds goes again. */
async function finish({ words }: Call, folder: string): Promise<void> {
  const read = await readPlugin(folder);
  const problems = read.ok ? fitOf(read.value, coreFacts(words)) : read.problems;
  if (read.ok && problems.length === 0) return void (await writeTypes(read.value));
  await rm(folder, { recursive: true });
  throw new Invalid(problems, "cli.plugin_unfit");
}
