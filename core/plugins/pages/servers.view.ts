import type { Context } from "koa";
import { say } from "../../web/context.ts";
import type { Difference, NodeDrift } from "../life/drift.ts";

/** Every process with what it has not, or not yet. */
export const serversView = (ctx: Context, nodes: readonly NodeDrift[]) => ({
  title: say(ctx, "modules.servers"),
  where: say(ctx, "modules.title"),
  breadcrumb: [
    { label: say(ctx, "web.settings"), path: "/settings" },
    { label: say(ctx, "modules.title"), path: "/settings/modules" },
  ],
  servers: nodes.map((node) => ({
    name: node.name,
    startedAt: node.startedAt,
    seenAt: node.seenAt,
    ...stateOf(ctx, node),
    differences: node.differences.map((one) => differenceOf(ctx, one)),
  })),
});

function stateOf(ctx: Context, { isSilent, behind, differences }: NodeDrift) {
  if (isSilent) return { state: say(ctx, "modules.server.silent"), color: "red" };
  if (behind > 0) return { state: say(ctx, "modules.server.behind", { count: behind }), color: "orange" };
  if (differences.length > 0) return { state: say(ctx, "modules.server.differs"), color: "orange" };
  return { state: say(ctx, "modules.server.level"), color: "green" };
}

const differenceOf = (ctx: Context, { plugin, state, wanted, here, failure }: Difference) => ({
  plugin,
  text: say(ctx, `modules.server.has.${wanted === null ? "too_much" : state}`, { wanted, here }),
  failure: failure ? say(ctx, `error.${failure.code}`, failure.values) : null,
});
