import type { Context } from "koa";
import type { Actor } from "../kernel/actor.ts";
import type { AdoptionNeeds } from "../plugins/adoption/adoption.ts";
import { adoptionPart } from "../plugins/adoption/adoption-part.ts";
import { adoptionRoutes } from "../plugins/adoption/adoption.routes.ts";
import { useOf } from "../plugins/adoption/my-use.ts";
import { myUseRoutes } from "../plugins/adoption/my-use.routes.ts";
import { forgetOldAdoption } from "../plugins/adoption/own-adoption.ts";
import { nodesPart } from "../plugins/api/nodes-part.ts";
import { nodesApi } from "../plugins/api/nodes.routes.ts";
import { pluginsPart } from "../plugins/api/plugins-part.ts";
import { pluginsApi } from "../plugins/api/plugins.routes.ts";
import { CHANGE_PLUGINS } from "../plugins/life/plugins.ts";
import { rowsHeld } from "../plugins/life/holdings.ts";
import { moduleRoutes, type ModuleTeams } from "../plugins/pages/modules.routes.ts";
import { forgetEmitted } from "../plugins/emitted/own-events.ts";
import { moduleSettingsRoutes } from "../plugins/settings/module-settings.routes.ts";
import { mySettingsRoutes } from "../plugins/settings/my-settings.routes.ts";
import { settingsApi } from "../plugins/settings/settings-api.routes.ts";
import { settingsPart } from "../plugins/settings/settings-part.ts";
import { settingsSection } from "../plugins/settings/settings-section.ts";
import { contextOf } from "../records/pages/parts.ts";
import { archiveRoutes } from "../plugins/pages/archives.routes.ts";
import { serverRoutes } from "../plugins/pages/servers.routes.ts";
import { definePlugin, type Host } from "../plugins/plugin.ts";
import type { RolesHere } from "../plugins/roles/proposals.ts";
import type { Records } from "../records/records.ts";
import type { People } from "../users/people.ts";
import { services } from "../sdk/services.ts";
import type { Pages } from "../web/pages.ts";
import { inside } from "./inside.ts";

/** Modules: the right to switch them, pages and REST. */
export const pluginsArea = definePlugin({
  id: "plugins",
  uses: {
    plugins: services.plugins,
    nodes: inside.nodes,
    pages: services.pages,
    records: services.records,
    db: services.db,
    kinds: services.kinds,
    through: services.through,
    settings: inside.pluginSettings,
    installation: inside.installation,
    people: services.people,
    contributions: services.contributions,
    wellbeing: inside.wellbeing,
  },
  setup({ contributions, wellbeing, people, records, db, kinds, through, settings, installation, ...needs }, host) {
    const { plugins } = needs;
    const teams: ModuleTeams = (actor) => teamsFor(records, actor);
    const wordOf = (kind: string): string | undefined => wordFor(kinds.find(kind));
    host.permission(CHANGE_PLUGINS, { admin: "all" });
    host.routes(
      moduleRoutes({
        ...needs,
        teams,
        wordOf,
        roles: rolesHere(people),
        wellbeing,
        tables: (id) => rowsHeld(db, id),
        setupSteps: () => contributions.setupSteps,
      }),
    );
    const pluralsOf = (plugin: string) =>
      kinds.all().flatMap(({ owner, plural }) => (owner === plugin ? [plural] : []));
    addAdoption(host, { db, plugins, roles: rolesHere(people), pluralsOf }, needs.pages);
    host.api(pluginsPart);
    host.routes(pluginsApi(plugins));
    host.routes(archiveRoutes(installation, needs.pages));
    host.routes(serverRoutes({ db, nodes: needs.nodes }, needs.pages));
    host.api(nodesPart);
    host.routes(nodesApi({ db, nodes: needs.nodes }));
    const pages = { ...needs, settings, teams, contextOf: (ctx: Context) => contextOf({ through, kinds }, ctx) };
    host.routes(moduleSettingsRoutes(pages));
    host.routes(mySettingsRoutes(pages));
    host.myPage({
      label: "modules.mine",
      path: "/me/modules",
      order: 10,
      isThere: async (actor) => (await settings.mine(actor)).length > 0,
    });
    host.api(settingsPart);
    host.routes(settingsApi(settings));
    host.job("forget-events", async () => await forgetEmitted(db), { schedule: "23 3 * * *" });
    host.configuration(settingsSection({ db, settings, plugins }));
  },
});

/** Who uses modules: by team for administrators, their own for everybody. */
function addAdoption(host: Host, needs: AdoptionNeeds, pages: Pages): void {
  host.routes(adoptionRoutes(needs, pages));
  host.routes(myUseRoutes(needs, pages));
  host.api(adoptionPart);
  host.myPage({
    label: "adoption.mine",
    path: "/me/usage",
    order: 20,
    isThere: async (actor) => (await useOf(actor, needs)).length > 0,
  });
  host.job("forget-adoption", async () => await forgetOldAdoption(needs.db), { schedule: "29 3 * * *" });
}

const wordFor = (kind: { readonly plural: string } | undefined): string | undefined => kind && `${kind.plural}.many`;

async function teamsFor(records: Records, actor: Actor): Promise<{ id: string; name: string }[]> {
  const { data } = await records.list(actor, "team", { sort: [{ field: "name", direction: "asc" }], limit: 200 });
  return data.map(({ id, name }) => ({ id, name: String(name) }));
}

const rolesHere = ({ roles, roleDefinitions }: People): RolesHere => ({
  list: async () => await roleDefinitions.list(),
  grants: async (role) => await roles.grants(role),
  define: async (actor, role) => await roleDefinitions.define(actor, role),
});
