// The area of people: who works here, how they get in, and what they may.
import { definePlugin } from "../plugins/plugin.ts";
import { allRecords } from "../records/configuration/all-records.ts";
import type { Records } from "../records/records.ts";
import { services } from "../sdk/services.ts";
import { loginRoutes } from "./login.routes.ts";
import { myRoutes } from "./me.routes.ts";
import { membersPanel } from "./members.view.ts";
import { myAccessRoutes } from "./my-access.routes.ts";
import { passwordLinkRoutes } from "./password-link.routes.ts";
import { peopleRoutes } from "./people.routes.ts";
import type { People } from "./people.ts";
import { personRoutes } from "./person.routes.ts";
import { roleSection } from "./role-section.ts";
import { roleApi, roleApiPart } from "./roles.routes.ts";
import { settingsRoutes } from "./settings.routes.ts";
import { setupRoutes } from "./setup.routes.ts";
import { team } from "./team-kind.ts";
import { user } from "./user-kind.ts";
import { peopleRights } from "./users.permissions.ts";
import { welcomeRoutes } from "./welcome.routes.ts";

export const users = definePlugin({
  id: "users",
  uses: {
    people: services.people,
    records: services.records,
    sales: services.sales,
    demo: services.demo,
    pages: services.pages,
  },
  setup({ people, records, sales, demo, pages }, host) {
    host.kind(user);
    host.kind(team);
    for (const [id, roles] of peopleRights) host.permission(id, roles);
    for (const routes of [loginRoutes, passwordLinkRoutes, setupRoutes, myRoutes, myAccessRoutes, settingsRoutes])
      host.routes(routes(people, pages));
    host.routes(welcomeRoutes(sales.pipelines, demo, pages));
    for (const routes of [peopleRoutes, personRoutes]) host.routes(routes(people, records, pages));
    host.routes(roleApi(people));
    host.api(roleApiPart);
    host.configuration(roleSection(people.roleDefinitions));
    host.configurationNames("team", () => teamNames(records));
    host.panel(membersPanel(people.users));
    host.job("tidy", () => tidy(people), { schedule: "17 * * * *" });
  },
});

async function teamNames(records: Records): Promise<ReadonlyMap<string, string>> {
  return new Map((await allRecords(records, "team")).map(({ id, name }) => [id, String(name)]));
}

/** Removes sessions, links and counters that have run out. */
async function tidy({ sessions, links, attempts }: People): Promise<void> {
  await Promise.all([sessions.tidy(), links.tidy(), attempts.tidy()]);
}
