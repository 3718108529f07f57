import { definePlugin } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import type { HandingOver } from "../users/hand-over.ts";
import { Leaving } from "../users/leaving.ts";
import { leavingRoutes } from "../users/leaving.routes.ts";
import { LOCKDOWN, Lockdowns } from "../users/lockdowns.ts";
import { lockdownRoutes } from "../users/lockdown.routes.ts";

/** People who leave, and the switch for bad days. */
export const leavingArea = definePlugin({
  id: "leaving",
  uses: {
    db: services.db,
    kinds: services.kinds,
    records: services.records,
    through: services.through,
    operations: services.operations,
    jobs: services.jobs,
    people: services.people,
    pages: services.pages,
    post: services.mail,
  },
  setup({ people, pages, ...needs }, host) {
    const leaving = new Leaving({ ...needs, users: people.users });
    host.permission(LOCKDOWN, { admin: "all" });
    host.routes(leavingRoutes(people, leaving, pages));
    host.routes(lockdownRoutes(new Lockdowns(needs.db), needs.records, pages));
    host.job("hand-over", async (payload, { signal }) => await leaving.work(payload as unknown as HandingOver, signal));
  },
});
