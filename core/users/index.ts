// The area of people: who works here, how they get in, and what they may.
import { definePlugin } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import type { People } from "./people.ts";
import { team } from "./team-kind.ts";
import { user } from "./user-kind.ts";
import { peopleRights } from "./users.permissions.ts";

export const users = definePlugin({
  id: "users",
  uses: { people: services.people, pages: services.pages },
  setup({ people }, host) {
    host.kind(user);
    host.kind(team);
    for (const [id, roles] of peopleRights) host.permission(id, roles);
    host.job("tidy", () => tidy(people), { schedule: "17 * * * *" });
  },
});

/** Removes sessions, links and counters that have run out. */
async function tidy({ sessions, links, attempts }: People): Promise<void> {
  await Promise.all([sessions.tidy(), links.tidy(), attempts.tidy()]);
}
