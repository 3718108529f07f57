import { resolve } from "node:path";
import type { Problem } from "../kernel/errors.ts";
import type { PluginFiles } from "../plugins/manifest/manifest.ts";
import { readPlugin } from "../plugins/manifest/read-plugin.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";

/** Needs neither settings nor a database: a plugin's author has only the folder. */
export const pluginLint: Command = {
  name: "plugin lint",
  arguments: ["[FOLDER]"],
  async run(call) {
    const folder = resolve(call.argument(0) ?? ".");
    const read = await readPlugin(folder);
    return read.ok ? sound(call, read.value) : wrong(call, folder, read.problems);
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

function wrong(call: Call, folder: string, problems: readonly Problem[]): Answer {
  const lines = problems.map(({ pointer, code, message, values }) => ({
    place: pointer,
    code,
    message: call.t(message, values),
  }));
  const heading = call.t("cli.plugin_faults", { count: lines.length, folder });
  const text = [heading, ...lines.map(({ place, message }) => `${place}: ${message}`)].join("\n");
  return { data: { ok: false, folder, problems: lines }, text, problems: true };
}
