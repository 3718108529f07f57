import { resolve } from "node:path";
import { Invalid } from "../kernel/errors.ts";
import { readPlugin } from "../plugins/manifest/read-plugin.ts";
import { writeTypes } from "../plugins/types/keep-types.ts";
import { typeFileName } from "../plugins/types/type-file.ts";
import type { Command } from "./command.ts";

/** Needs neither settings nor a database. */
export const pluginTypes: Command = {
  name: "plugin types",
  arguments: ["[FOLDER]"],
  async run(call) {
    const read = await readPlugin(resolve(call.argument(0) ?? "."));
    if (!read.ok) throw new Invalid(read.problems, "cli.plugin_faulty");
    const written = await writeTypes(read.value);
    const { id } = read.value.manifest;
    const text = call.t(written ? "cli.types_written" : "cli.types_fresh", { file: typeFileName, id });
    return { data: { id, file: typeFileName, written }, text };
  },
};
