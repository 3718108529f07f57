import { inside } from "../app/inside.ts";
import { findPlugins } from "../plugins/found/find.ts";
import { driftFor } from "../plugins/life/drift.ts";
import { troublesOf } from "../plugins/life/checkup.ts";
import { readSettings } from "../settings/read-settings.ts";
import type { Command } from "./command.ts";

/** What does not fit together between database, files and processes, each with what to do now; ends with 3 when something is wrong. */
export const pluginDoctor: Command = {
  name: "plugin doctor",
  async run(call) {
    const [db, nodes] = [await call.db(), await call.getBare(inside.nodes)];
    const found = await findPlugins(readSettings(call.terminal.env));
    const troubles = await troublesOf({ db, found, drift: await driftFor(call.actor, { db, nodes }) });
    const all = troubles.map((one) => ({ ...one, message: call.t(`cli.plugin_trouble.${one.code}`, { ...one }) }));
    const rows = all.map(({ grade, name, message }) => [call.t(`cli.grade.${grade}`), name, message]);
    const problems = all.some(({ grade }) => grade === "problem");
    const text = rows.length > 0 ? call.table(["grade", "what", "finding"], rows) : call.t("cli.plugins_well");
    return { data: { ok: !problems, troubles: all }, text, problems };
  },
};
