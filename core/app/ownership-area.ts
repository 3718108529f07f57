import { definePlugin } from "../plugins/plugin.ts";
import { tellOwners } from "../records/ownership/tell-owners.ts";
import { services } from "../sdk/services.ts";

/** Whoever gets records from others, and whoever had them, hears of it. */
export const ownershipArea = definePlugin({
  id: "ownership",
  uses: { db: services.db, kinds: services.kinds, records: services.records, post: services.mail },
  setup(parts, host) {
    host.job("tell", () => tellOwners(parts), { schedule: "* * * * *" });
  },
});
