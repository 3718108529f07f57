import { definePlugin } from "../plugins/plugin.ts";
import { exportRoutes } from "../records/export/export.routes.ts";
import { importsApi } from "../records/import/imports-api.routes.ts";
import { importPart } from "../records/import/imports-api.schema.ts";
import { mappingMentions } from "../records/import/plan/mapping-mentions.ts";
import { importWizard } from "../records/import/wizard/wizard.routes.ts";
import { Views } from "../records/views/views.ts";
import { services } from "../sdk/services.ts";

const NIGHTLY = "41 2 * * *";

/** Files in and out, for every kind. */
export const recordImportsArea = definePlugin({
  id: "imports",
  uses: {
    db: services.db,
    imports: services.imports,
    exports: services.exports,
    records: services.records,
    kinds: services.kinds,
    pages: services.pages,
  },
  setup({ db, imports, exports, records, kinds, pages }, host) {
    const views = new Views(db);
    host.job<{ id: string }>(
      "run",
      async ({ id }, { signal, progress }) => await imports.run(id, { signal, progress }),
    );
    host.job<{ id: string }>("undo", async ({ id }) => await imports.undo(id));
    host.job("forget", async () => await imports.forget(), { schedule: NIGHTLY });
    host.routes(importWizard({ imports, kinds, pages }));
    host.routes(importsApi(imports, kinds));
    host.api(importPart);
    host.mentions(mappingMentions);
    for (const prefix of ["", "/api/v1", "/api/v1/objects"])
      host.routes(exportRoutes({ exports, records, kinds, views }, prefix));
  },
});
