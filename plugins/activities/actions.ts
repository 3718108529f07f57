// What can be done with activities from their pages and lists.
import type { Host, Records } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import { APPROVE, approve } from "./approval.ts";
import type { Handings } from "./handings.ts";
import type { Invitations } from "./invitations.ts";

interface Needs {
  readonly activities: Activities;
  readonly invitations: Invitations;
  readonly records: Records;
  readonly handings: Handings;
}

const pages = [
  { id: "activities.times", label: "activities.times", path: "/activities/times", icon: "calendar-event" },
  { id: "activities.waiting-for", label: "activities.waiting", path: "/activities/waiting", icon: "users" },
  { id: "activities.lately", label: "activities.lately", path: "/activities/lately", icon: "circle-check" },
] as const;

export function addActions(host: Host, needs: Needs): void {
  for (const [at, page] of pages.entries()) host.command({ ...page, order: 60 + at, permission: "activities.read" });
  host.action({
    id: "activities.invite",
    kind: "activity",
    label: "activities.invite",
    icon: "mail",
    order: 40,
    places: ["record"],
    permission: "activities.change",
    confirm: "activities.invite.sure",
    run: async (actor, ids) => await needs.invitations.invite(actor, ids),
  });
  host.action({
    id: "activities.give",
    kind: "activity",
    label: "activities.give",
    icon: "users",
    order: 42,
    places: ["list"],
    permission: "activities.change",
    run: async (actor, ids) => ({ path: `/activities/handings/${await needs.handings.choose(actor, ids)}` }),
  });
  host.action({
    id: "activities.approve",
    kind: "activity",
    label: "activities.approve",
    icon: "checkbox",
    order: 45,
    places: ["record", "list"],
    permission: APPROVE,
    run: async (actor, ids) => await approve(needs, actor, ids),
  });
}
