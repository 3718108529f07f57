// What was kept for a customer is free again in the moment in which there is nothing to be sold to them.
import type { Host } from "trellis/sdk";
import { letGo } from "./reservations.ts";

/** With deals that are lost or thrown away. Where it cannot be done in time, the days for which it was kept end it. */
export function addDealEnds(host: Host): void {
  host.along(
    "deal",
    async (trx, written) => {
      const over = written.filter(({ action, record }) => action === "removed" || record.status === "lost");
      if (over.length > 0) await letGo(trx, { deals: over.map(({ record }) => record.id) });
    },
    // Nothing changes of a deal that goes to the trash.
    { wants: (values, before) => before !== undefined && (values.size === 0 || values.get("status") === "lost") },
  );
}
