import { Lockdowns } from "../users/lockdowns.ts";
import { services } from "../sdk/services.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";

const lockdowns = async (call: Call): Promise<Lockdowns> => new Lockdowns(await call.get(services.db));

const list: Command = {
  name: "lockdown list",
  async run(call) {
    const data = await (await lockdowns(call)).standing(call.actor);
    const rows = data.map(({ id, mode, teamName, startedBy, startedAt }) => [
      id,
      mode,
      teamName ?? "",
      startedBy,
      startedAt,
    ]);
    return { data, text: call.table(["id", "state", "team", "who", "at"], rows) };
  },
};

const begin: Command = {
  name: "lockdown begin",
  options: { mode: "text", team: "list" },
  required: ["mode"],
  writes: true,
  async run(call) {
    const [mode = "", teams] = [call.text("mode"), call.list("team")];
    if (call.isRehearsal) return call.would("cli.would_lock_down", { mode });
    for (const team of teams.length === 0 ? [null] : teams) await (await lockdowns(call)).begin(call.actor, mode, team);
    return { data: { mode, teams }, text: call.t("lockdown.began") };
  },
};

const end: Command = {
  name: "lockdown end",
  arguments: ["ID"],
  writes: true,
  async run(call) {
    const id = call.argument(0) ?? "";
    if (call.isRehearsal) return call.would("cli.would_lift_lockdown", { id });
    await (await lockdowns(call)).end(call.actor, id);
    return { data: { id }, text: call.t("lockdown.ended") };
  },
};

export const lockdownCommands: readonly Command[] = [list, begin, end];
