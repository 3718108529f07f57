import type { Actor } from "../kernel/actor.ts";
import { pluginsPart } from "../plugins/api/plugins-part.ts";
import { pluginsApi } from "../plugins/api/plugins.routes.ts";
import { CHANGE_PLUGINS } from "../plugins/life/plugins.ts";
import { moduleRoutes } from "../plugins/pages/modules.routes.ts";
import { definePlugin } from "../plugins/plugin.ts";
import type { Records } from "../records/records.ts";
import { services } from "../sdk/services.ts";
import { inside } from "./inside.ts";

/** Modules: the right to switch them, pages and REST. */
export const pluginsArea = definePlugin({
  id: "plugins",
  uses: {
    plugins: services.plugins,
    nodes: inside.nodes,
    pages: services.pages,
    records: services.records,
  },
  setup({ records, ...needs }, host) {
    host.permission(CHANGE_PLUGINS, { admin: "all" });
    host.routes(moduleRoutes({ ...needs, teams: (actor) => teamsFor(records, actor) }));
    host.api(pluginsPart);
    host.routes(pluginsApi(needs.plugins));
  },
});

async function teamsFor(records: Records, actor: Actor): Promise<{ id: string; name: string }[]> {
  const { data } = await records.list(actor, "team", { sort: [{ field: "name", direction: "asc" }], limit: 200 });
  return data.map(({ id, name }) => ({ id, name: String(name) }));
}
