import { definePlugin } from "../plugins/plugin.ts";
import { SET_ACCESS } from "../records/access/access.ts";
import { Reveals } from "../records/access/reveals.ts";
import { rewriteSearch } from "../records/access/rewrite-search.ts";
import { accessApi } from "../records/api/access.routes.ts";
import { revealApi } from "../records/api/reveal.routes.ts";
import { accessPart } from "../records/api/openapi/access-part.ts";
import { accessRoutes } from "../records/pages/access/access.routes.ts";
import { accessSection } from "../records/configuration/access-section.ts";
import { services } from "../sdk/services.ts";

const EVERY_MINUTE = "* * * * *";

/** Who may see and edit which field. */
export const fieldAccessArea = definePlugin({
  id: "access",
  uses: {
    db: services.db,
    kinds: services.kinds,
    definitions: services.definitions,
    access: services.access,
    records: services.records,
    pages: services.pages,
  },
  setup({ access, pages, records, ...needs }, host) {
    host.permission(SET_ACCESS, { admin: "all" });
    host.configuration(accessSection(access));
    host.api(accessPart);
    host.routes(accessApi(access));
    const reveals = new Reveals(needs.db, records, needs.kinds);
    for (const prefix of ["/api/v1", "/api/v1/objects"])
      host.routes(revealApi({ reveals, kinds: needs.kinds }, prefix));
    host.routes(accessRoutes({ access, pages }));
    // Queued with its cause; the schedule is for what the command line changed, which has no queue.
    host.job("rewrite-search", async (_payload, run) => await rewriteSearch(needs, run), { schedule: EVERY_MINUTE });
  },
});
