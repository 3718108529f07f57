import { NotFound } from "../kernel/errors.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";
import { aboutPlugin } from "./plugin-about.ts";
import { pluginNew } from "./new-plugin/new-plugin.ts";
import { pluginDoctor } from "./plugin-doctor.ts";
import { pluginExport } from "./plugin-export.ts";
import { pluginLint } from "./plugin-lint.ts";
import { pluginTypes } from "./plugin-types.ts";
import { pluginNodes } from "./plugin-nodes.ts";
import { shownState, type States, statesOf } from "./plugin-states.ts";
import { linesOf, pluginReports, type PluginReport, said } from "./plugin-report.ts";

/** With the states of the database where one can be reached, and says so where none can. */
const list: Command = {
  name: "plugin list",
  async run(call) {
    const [reports, states] = [await pluginReports(call), await statesOf(call)];
    const all = [...reports.map((one) => lineOf(call, one, states)), ...withoutFiles(call, reports, states)];
    const headings = ["plugin", "version", "origin", "state", "took", "finding"];
    const rows = all.map(({ id, version, from, stateInWords, ms, problems: [first] }) => [
      id,
      version ?? "",
      from === null ? "" : call.t(`cli.plugin_from.${from}`),
      stateInWords,
      ms === null ? "" : String(ms),
      first?.message ?? "",
    ]);
    const text = rows.length > 0 ? call.table(headings, rows) : call.t("cli.no_plugins");
    const note = states.silence === undefined ? [] : [call.t("cli.plugin_files_only", { reason: states.silence })];
    return { data: all.map(({ stateInWords: _, ...line }) => line), text: [text, ...note].join("\n") };
  },
};

/** What the database says of a plugin goes before what its files say. */
function lineOf(call: Call, one: PluginReport, { byId, took }: States) {
  const view = byId.get(one.id);
  const state = view ? shownState(view) : one.state;
  return {
    ...dataOf(call, one),
    state,
    versionOn: view?.versionOn ?? null,
    stateInWords: call.t(view ? `modules.state.${state}` : `cli.plugin_state.${state}`),
    ms: took.get(one.id) ?? null,
  };
}

const withoutFiles = (call: Call, reports: readonly PluginReport[], { byId }: States) =>
  [...byId.values()]
    .filter(({ id }) => !reports.some((one) => one.id === id))
    .map((view) => ({
      id: view.id,
      version: null,
      from: null,
      folder: null,
      state: shownState(view),
      versionOn: view.versionOn,
      stateInWords: call.t(`modules.state.${shownState(view)}`),
      ms: null,
      problems: [],
    }));

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

export const pluginCommands: readonly Command[] = [
  list,
  info,
  pluginNodes,
  pluginDoctor,
  pluginNew,
  pluginTypes,
  pluginExport,
  pluginLint,
];
