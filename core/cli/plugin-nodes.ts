import { driftFor, hasDrift } from "../plugins/life/drift.ts";
import { inside } from "../app/inside.ts";
import type { Difference, NodeDrift } from "../plugins/life/drift.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";

/** Every process that runs, or fell silent within a day; ends with 3 when one that lives is not as it should be. */
export const pluginNodes: Command = {
  name: "plugin nodes",
  async run(call) {
    const nodes = await driftFor(call.actor, { db: await call.db(), nodes: await call.getBare(inside.nodes) });
    const rows = nodes.map((node) => [node.name, node.seenAt, stateOf(call, node)]);
    const text = rows.length > 0 ? call.table(["server", "last_seen", "finding"], rows) : call.t("cli.no_nodes");
    return { data: nodes, text, ...(nodes.some(hasDrift) && { problems: true }) };
  },
};

/** In one line what is not as it should be there. */
export function stateOf(call: Call, { isSilent, behind, differences }: NodeDrift): string {
  if (isSilent) return call.t("modules.server.silent");
  const late = behind > 0 ? [call.t("modules.server.behind", { count: behind })] : [];
  const all = [...late, ...differences.map((one) => `${one.plugin}: ${has(call, one)}`)];
  return all.length > 0 ? all.join("; ") : call.t("modules.server.level");
}

const has = (call: Call, { state, wanted, here }: Difference): string =>
  call.t(`modules.server.has.${wanted === null ? "too_much" : state}`, { wanted, here });
