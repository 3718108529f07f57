import { resolve } from "node:path";
import { coreFacts } from "../app/core-facts.ts";
import { fitOf } from "../plugins/found/fit.ts";
import type { PluginFiles } from "../plugins/manifest/manifest.ts";
import { readPlugin } from "../plugins/manifest/read-plugin.ts";
import { staleTypes } from "../plugins/types/keep-types.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";
import { withNeeds } from "./plugin-needs.ts";
import { linesOf, type Line, said } from "./plugin-report.ts";

/** Needs neither settings nor a database: a plugin's author has only the folder. */
export const pluginLint: Command = {
  name: "plugin lint",
  arguments: ["[FOLDER]"],
  async run(call) {
    const folder = resolve(call.argument(0) ?? ".");
    const read = await readPlugin(folder);
    const problems = read.ok
      ? [...fitOf(read.value, await withNeeds(read.value, coreFacts(call.words))), ...(await staleTypes(read.value))]
      : read.problems;
    return read.ok && problems.length === 0 ? sound(call, read.value) : wrong(call, folder, linesOf(call, problems));
  },
};

function sound(call: Call, { manifest, folder, kinds, fields, rules }: PluginFiles): Answer {
  const counts = { kinds: kinds.length, fields: fields.length, rules: rules.length };
  const { id, version } = manifest;
  return {
    data: { ok: true, folder, id, version, ...counts, problems: [] },
    text: call.t("cli.plugin_sound", { name: id, version, ...counts }),
  };
}

export function wrong(call: Call, folder: string, problems: readonly Line[]): Answer {
  const heading = call.t("cli.plugin_faults", { count: problems.length, folder });
  return { data: { ok: false, folder, problems }, text: [heading, said(problems)].join("\n"), problems: true };
}
