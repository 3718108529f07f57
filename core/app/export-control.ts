import { definePlugin } from "../plugins/plugin.ts";
import { exportOriginApi } from "../records/api/export-origin.routes.ts";
import { exportsApi } from "../records/api/exports.routes.ts";
import { exportsPart } from "../records/api/openapi/exports-part.ts";
import { APPROVE, ExportRequests } from "../records/export/export-requests.ts";
import { Limits, SET_LIMITS } from "../records/export/limits.ts";
import { Origins } from "../records/export/marks/origins.ts";
import { exportPages } from "../records/pages/exports/exports.routes.ts";
import { originPages } from "../records/pages/exports/origin.routes.ts";
import { Views } from "../records/views/views.ts";
import { services } from "../sdk/services.ts";

/** Lists that somebody else has to agree to, and the register of what left. */
export const exportControlArea = definePlugin({
  id: "exports",
  uses: {
    db: services.db,
    exports: services.exports,
    operations: services.operations,
    kinds: services.kinds,
    through: services.through,
    pages: services.pages,
  },
  setup({ db, ...needs }, host) {
    host.permission(APPROVE, { admin: "all", manager: "all" });
    host.permission(SET_LIMITS, { admin: "all" });
    host.command({ id: "exports.requests", label: "exports.title", path: "/exports", icon: "file-export", order: 915 });
    const all = { ...needs, requests: new ExportRequests(db) };
    const origins = new Origins(db);
    host.routes(originPages({ origins, kinds: needs.kinds, through: needs.through, pages: needs.pages }));
    host.routes(exportOriginApi(origins));
    host.routes(exportPages({ ...all, db, limits: new Limits(db), views: new Views(db) }));
    host.routes(exportsApi(all));
    host.api(exportsPart);
  },
});
