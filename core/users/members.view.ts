import type { Panel } from "../plugins/plugin.ts";
import type { Users } from "./users.ts";

/** Beside a team: who is in it. */
export const membersPanel = (users: Users): Panel => ({
  id: "users.members",
  kind: "team",
  place: "side",
  title: "users.team.members",
  order: 10,
  template: "users/_members",
  async view(actor, team) {
    const members = await users.ofTeam(actor, team);
    return { members: members.map(({ id, name, jobTitle }) => ({ name, jobTitle, path: `/users/${id}` })) };
  },
});
