import { NotFound } from "../kernel/errors.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";
import { aboutPlugin } from "./plugin-about.ts";
import { pluginLint } from "./plugin-lint.ts";
import { linesOf, pluginReports, type PluginReport, said } from "./plugin-report.ts";

const list: Command = {
  name: "plugin list",
  async run(call) {
    const reports = await pluginReports(call);
    const rows = reports.map((one) => [
      one.id,
      one.files?.manifest.version ?? "",
      call.t(`cli.plugin_from.${one.from}`),
      call.t(`cli.plugin_state.${one.state}`),
      linesOf(call, one.problems)[0]?.message ?? "",
    ]);
    const headings = ["plugin", "version", "origin", "state", "finding"];
    const text = rows.length > 0 ? call.table(headings, rows) : call.t("cli.no_plugins");
    return { data: reports.map((one) => dataOf(call, one)), text };
  },
};

const info: Command = {
  name: "plugin info",
  arguments: ["ID"],
  async run(call) {
    const id = call.argument(0) ?? "";
    const found = (await pluginReports(call)).filter((one) => one.id === id);
    if (found.length === 0) throw new NotFound("cli.no_such_plugin", { id: id.slice(0, 60) });
    const text = found.map((one) => [aboutPlugin(call, one), said(linesOf(call, one.problems))].join("\n\n").trimEnd());
    const data = found.map((one) => ({ ...dataOf(call, one), manifest: one.files?.manifest ?? null }));
    return { data: data.length === 1 ? data[0] : data, text: text.join("\n\n") };
  },
};

const dataOf = (call: Call, one: PluginReport) => ({
  id: one.id,
  version: one.files?.manifest.version ?? null,
  from: one.from,
  folder: one.folder,
  state: one.state,
  problems: linesOf(call, one.problems),
});

export const pluginCommands: readonly Command[] = [list, info, pluginLint];
