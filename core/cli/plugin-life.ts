// Modules from the command line: what one would add, switching it on and off, putting it away, deleting it.
import { services } from "../sdk/services.ts";
import type { Agreed } from "../plugins/life/consent.ts";
import type { Plan } from "../plugins/life/plan.ts";
import type { PluginView } from "../plugins/life/view.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";
import { linesOf, said } from "./plugin-report.ts";

const idIn = (call: Call): string => call.argument(0) ?? "";

const plan: Command = {
  name: "plugin plan",
  arguments: ["ID"],
  async run(call) {
    return planned(call, await (await call.get(services.plugins)).plan(call.actor, idIn(call)));
  },
};

function planned(call: Call, found: Plan): Answer {
  const rows = found.lines.map(({ what, name, severity, detail = "" }) => [
    call.t(`modules.what.${what}`),
    name,
    detail,
    severity === "safe" ? "" : call.t(`modules.severity.${severity}`),
  ]);
  const problems = linesOf(call, found.problems);
  const text = [call.table(["what", "name", "detail", "finding"], rows), said(problems)].join("\n").trimEnd();
  return { data: { ...found, problems }, text, ...(problems.length > 0 && { problems: true }) };
}

/** With `--dry-run` it is the plan. */
const enable: Command = {
  name: "plugin enable",
  arguments: ["ID"],
  options: { team: "list", agree: "flag", "despite-engine": "text" },
  writes: true,
  async run(call) {
    const plugins = await call.get(services.plugins);
    if (call.isRehearsal) return planned(call, await plugins.plan(call.actor, idIn(call)));
    const teams = call.list("team");
    const audience = teams.length > 0 ? { teams } : { everyone: true as const };
    return done(call, await plugins.enable(call.actor, idIn(call), { audience, ...wishIn(call) }));
  },
};

const upgrade: Command = {
  name: "plugin upgrade",
  arguments: ["ID"],
  options: { agree: "flag", "despite-engine": "text" },
  writes: true,
  async run(call) {
    const plugins = await call.get(services.plugins);
    if (call.isRehearsal) return planned(call, await plugins.plan(call.actor, idIn(call)));
    return done(call, await plugins.upgrade(call.actor, idIn(call), wishIn(call)));
  },
};

/** `--agree`: to whatever the plugin asks for, as `plugin plan` shows it. `--despite-engine`: why, although it is for another API. */
const wishIn = (call: Call): { readonly agreed: Agreed | undefined; readonly despiteEngine: string | undefined } => ({
  agreed: call.flag("agree") ? "everything" : undefined,
  despiteEngine: call.text("despite-engine"),
});

/** Loads no plugin's code, so that one that breaks the start can be switched off. */
const disable: Command = {
  name: "plugin disable",
  arguments: ["ID"],
  writes: true,
  async run(call) {
    const plugins = await call.getBare(services.plugins);
    if (call.isRehearsal) return call.would("cli.would_disable", { id: idIn(call) });
    return done(call, await plugins.disable(call.actor, idIn(call)));
  },
};

const remove: Command = {
  name: "plugin remove",
  arguments: ["ID"],
  writes: true,
  async run(call) {
    const plugins = await call.getBare(services.plugins);
    if (call.isRehearsal) return call.would("cli.would_put_away", { id: idIn(call) });
    await plugins.remove(call.actor, idIn(call));
    return done(call, await plugins.get(idIn(call)));
  },
};

const purge: Command = {
  name: "plugin purge",
  arguments: ["ID"],
  options: { force: "flag" },
  writes: true,
  async run(call) {
    const [id, force] = [idIn(call), call.flag("force")];
    const plugins = await call.getBare(services.plugins);
    if (call.isRehearsal) return call.would("cli.would_purge", { id });
    await call.confirm("cli.purge_confirm", { id });
    await plugins.purge(call.actor, id, { typed: id, force });
    return { data: { id, state: "purged" }, text: call.t("cli.purged", { id }) };
  },
};

const done = (call: Call, { manifest: _, ...plugin }: PluginView): Answer => ({
  data: { ...plugin, problems: linesOf(call, plugin.problems) },
  text: `${plugin.id}: ${call.t(`modules.state.${plugin.state}`)}`,
});

export const pluginLifeCommands: readonly Command[] = [plan, enable, upgrade, disable, remove, purge];
