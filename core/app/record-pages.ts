import { definePlugin } from "../plugins/plugin.ts";
import { recordPages } from "../records/pages/index.ts";
import { SHARE_VIEWS } from "../records/views/views.ts";
import { services } from "../sdk/services.ts";

/** Lists, records, forms and all else that every kind has without writing a page. */
export const recordPagesArea = definePlugin({
  id: "records",
  uses: {
    records: services.records,
    kinds: services.kinds,
    through: services.through,
    pages: services.pages,
    contributions: services.contributions,
  },
  setup({ contributions, ...needs }, host) {
    host.permission(SHARE_VIEWS, { admin: "all", manager: "all" });
    host.routes(recordPages({ ...needs, panels: (kind) => contributions.panels(kind) }));
  },
});
