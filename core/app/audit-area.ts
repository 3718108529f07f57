import { definePlugin } from "../plugins/plugin.ts";
import { auditApi } from "../records/api/audit.routes.ts";
import { auditPart } from "../records/api/openapi/audit-part.ts";
import { AuditTrail, EXPORT_AUDIT, READ_AUDIT } from "../records/audit/trail.ts";
import { auditRoutes } from "../records/pages/audit/audit.routes.ts";
import { services } from "../sdk/services.ts";
import { anchorFolder } from "../security/audit/anchors.ts";
import { forgetOld } from "../security/audit/forget.ts";
import { inside } from "./inside.ts";

/** Days that are always kept; the database holds it, too. */
const LEAST = 90;
const HOUR = 3_600;

/** Who did what: the trail's page, its file, and REST. */
export const auditArea = definePlugin({
  id: "audit",
  uses: {
    db: services.db,
    kinds: services.kinds,
    records: services.records,
    operations: services.operations,
    through: services.through,
    pages: services.pages,
    settings: inside.settings,
    log: inside.log,
  },
  setup({ settings, log, ...needs }, host) {
    for (const right of [READ_AUDIT, EXPORT_AUDIT]) host.permission(right, { admin: "all" });
    const trail = new AuditTrail(needs.db);
    host.routes(auditRoutes({ ...needs, trail }));
    host.api(auditPart);
    host.routes(auditApi(trail));
    const { keepDays } = settings.audit;
    if (keepDays === 0) return;
    const forget = async () => {
      const forgotten = await forgetOld(needs.db, anchorFolder(settings.dataDir), Math.max(LEAST, keepDays));
      if (forgotten.day !== null) log.info({ forgotten }, "audit: old days forgotten");
    };
    host.job("forget", forget, { schedule: "23 4 * * *", expireAfter: HOUR });
  },
});
