// The page everybody begins with.
import { definePlugin } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { Checklist } from "./checklist.ts";
import { todayRoutes } from "./today.routes.ts";

export const today = definePlugin({
  id: "today",
  uses: { db: services.db, pages: services.pages, contributions: services.contributions },
  setup({ db, pages, contributions }, host) {
    host.menu({ label: "today.title", path: "/", icon: "sun", order: 0, key: "t" });
    host.routes(
      todayRoutes({
        checklist: new Checklist(db, () => contributions.setupSteps),
        pages,
        tiles: () => contributions.tiles,
      }),
    );
  },
});
