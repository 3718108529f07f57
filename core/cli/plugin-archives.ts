// A plugin as one file: made of a folder that is in order, and put among the plugins that are found.
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { coreFacts } from "../app/core-facts.ts";
import { inside } from "../app/inside.ts";
import { archiveOf, sha256 } from "../plugins/archive/archive.ts";
import { fitOf } from "../plugins/found/fit.ts";
import { readPlugin } from "../plugins/manifest/read-plugin.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";
import { Usage } from "./failures.ts";
import { wrong } from "./plugin-lint.ts";
import { linesOf } from "./plugin-report.ts";

/** Needs neither settings nor a database, and refuses what `plugin lint` refuses. */
const pack: Command = {
  name: "plugin pack",
  arguments: ["[FOLDER]"],
  options: { out: "text" },
  async run(call) {
    const folder = resolve(call.argument(0) ?? ".");
    const read = await readPlugin(folder);
    const problems = read.ok ? fitOf(read.value, coreFacts(call.words)) : read.problems;
    if (!read.ok || problems.length > 0) return wrong(call, folder, linesOf(call, problems));
    const { id, version } = read.value.manifest;
    const archive = await archiveOf(folder);
    const file = resolve(call.text("out") ?? `${id}-${version}.tgz`);
    await writeFile(file, archive);
    const data = { id, version, file, bytes: archive.length, sha256: sha256(archive) };
    return { data, text: call.t("cli.packed", data) };
  },
};

const install: Command = {
  name: "plugin install",
  arguments: ["FILE"],
  async run(call) {
    const installation = await call.getBare(inside.installation);
    const installed = await installation.install(call.actor, await archiveIn(call));
    return { data: installed, text: call.t("cli.installed", { ...installed }) };
  },
};

async function archiveIn(call: Call): Promise<Buffer> {
  const file = resolve(call.argument(0) ?? "");
  try {
    return await readFile(file);
  } catch (error) {
    throw new Usage("cli.unreadable_document", call.help, { file, reason: (error as Error).message });
  }
}

export const pluginArchiveCommands: readonly Command[] = [pack, install];
