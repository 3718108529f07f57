// The area of people: who works here, how they get in, and what they may.
import { definePlugin, type Host } from "../plugins/plugin.ts";
import { allRecords } from "../records/configuration/all-records.ts";
import type { Records } from "../records/records.ts";
import { hasAny, wordsOfStep } from "../records/setup-step.ts";
import { services } from "../sdk/services.ts";
import { confirmationRoutes } from "./confirmation.routes.ts";
import { Forgotten, RESET_PAYLOAD } from "./forgotten.ts";
import { forgottenRoutes } from "./forgotten.routes.ts";
import { loginRoutes } from "./login.routes.ts";
import { myRoutes } from "./me.routes.ts";
import { membersPanel } from "./members.view.ts";
import { myAccessRoutes } from "./my-access.routes.ts";
import { orgRoutes } from "./org.routes.ts";
import { passwordLinkRoutes } from "./password-link.routes.ts";
import { addressMoved } from "./notices.ts";
import { peopleRoutes } from "./people.routes.ts";
import type { People } from "./people.ts";
import { personRoutes } from "./person.routes.ts";
import { roleFieldRoutes } from "./role-fields.routes.ts";
import { roleListRoutes } from "./role-list.routes.ts";
import { rolePageRoutes } from "./role-page.routes.ts";
import { myPasskeyRoutes } from "./my-passkeys.routes.ts";
import { mySecondStepRoutes } from "./my-second-step.routes.ts";
import { secondPasskeyRoutes } from "./second-passkey.routes.ts";
import { secondStepRoutes } from "./second-step.routes.ts";
import { signInSection } from "./sign-in-section.ts";
import { signInPolicyRoutes } from "./sign-in-policy.routes.ts";
import { roleMentions } from "./role-mentions.ts";
import { roleSection } from "./role-section.ts";
import { roleApiPart } from "./roles-api.schema.ts";
import { roleApi } from "./roles.routes.ts";
import { settingsRoutes } from "./settings.routes.ts";
import { setupRoutes } from "./setup.routes.ts";
import { team } from "./team-kind.ts";
import { guardedUser } from "./user-kind.ts";
import { peopleRights } from "./users.permissions.ts";
import { viewAsRoutes } from "./view-as.routes.ts";
import { welcomeRoutes } from "./welcome.routes.ts";

export const users = definePlugin({
  id: "users",
  uses: {
    people: services.people,
    records: services.records,
    sales: services.sales,
    demo: services.demo,
    pages: services.pages,
    contributions: services.contributions,
    mail: services.mail,
    jobs: services.jobs,
    kinds: services.kinds,
    plugins: services.plugins,
    configuration: services.configuration,
    access: services.access,
  },
  setup(
    { people, records, sales, demo, pages, contributions, mail, jobs, kinds, plugins, configuration, access },
    host,
  ) {
    host.kind(guardedUser(people.roles));
    host.kind(team);
    for (const [id, roles] of peopleRights) host.permission(id, roles);
    for (const routes of ofSigningIn) host.routes(routes(people, pages));
    const mine = { people, pages, beside: () => contributions.myPages };
    for (const routes of [myRoutes, myAccessRoutes]) host.routes(routes(mine));
    host.routes(welcomeRoutes(sales.pipelines, demo, pages));
    for (const routes of [peopleRoutes, personRoutes]) host.routes(routes(people, records, pages));
    for (const routes of [viewAsRoutes, orgRoutes]) host.routes(routes(people, pages));
    for (const routes of [roleListRoutes, rolePageRoutes])
      host.routes(routes({ people, pages, kinds, plugins, access }));
    host.routes(roleFieldRoutes({ access, pages }));
    host.routes(roleApi(people));
    host.api(roleApiPart);
    for (const section of [roleSection(people.roleDefinitions, configuration.named), signInSection(people)])
      host.configuration(section);
    host.mentions(roleMentions);
    host.configurationNames("team", () => teamNames(records));
    addCommands(host);
    host.setupStep({
      ...wordsOfStep("invite"),
      id: "users.invite",
      path: "/settings/people",
      order: 40,
      isDone: () => hasAny(records, "user", 2),
    });
    host.panel(membersPanel(people.users));
    const forgotten = new Forgotten({ ...people, mail, jobs });
    host.routes(forgottenRoutes(forgotten, () => mail.isOn, pages));
    host.job("reset", ({ login }: { login: string }) => forgotten.write(login), { payloadSchema: RESET_PAYLOAD });
    host.on("user.changed", "address-moved", (event) => addressMoved(people.db, mail, event));
    host.job("tidy", () => tidy(people), { schedule: "17 * * * *" });
  },
});

const ofSigningIn = [
  loginRoutes,
  secondStepRoutes,
  secondPasskeyRoutes,
  myPasskeyRoutes,
  mySecondStepRoutes,
  confirmationRoutes,
  signInPolicyRoutes,
  passwordLinkRoutes,
  setupRoutes,
  settingsRoutes,
];

function addCommands(host: Host): void {
  host.command({ id: "users.me", label: "web.me", path: "/me", icon: "user", order: 920 });
  const permission = "company.change";
  host.command({
    id: "users.settings",
    label: "web.settings",
    path: "/settings",
    icon: "settings",
    order: 930,
    permission,
  });
}

async function teamNames(records: Records): Promise<ReadonlyMap<string, string>> {
  return new Map((await allRecords(records, "team")).map(({ id, name }) => [id, String(name)]));
}

/** Removes sessions, links and counters that have run out. */
async function tidy({ sessions, links, attempts, passkeys }: People): Promise<void> {
  await Promise.all([sessions.tidy(), links.tidy(), attempts.tidy(), passkeys.tidy()]);
}
