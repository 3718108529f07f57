import { definePlugin } from "../plugins/plugin.ts";
import { columnOf, type CustomField } from "../records/fields/custom-field.ts";
import { fileRoutes } from "../records/api/files.routes.ts";
import { filesPart } from "../records/api/openapi/files-part.ts";
import { numberRows } from "../records/fields/numbering.ts";
import { services } from "../sdk/services.ts";

const NIGHTLY = "23 4 * * *";

/** One of the fields that count, or the one with this id. */
const isCounting = ({ id, schema }: CustomField, wanted: string | undefined): boolean =>
  schema["x-type"] === "autoNumber" && (wanted === undefined || id === wanted);

/** What fields leave for later. */
export const recordFieldsArea = definePlugin({
  id: "fields",
  uses: { db: services.db, kinds: services.kinds, customFields: services.customFields, files: services.files },
  setup({ db, kinds, customFields, files }, host) {
    host.job("forget-files", async () => ({ forgotten: await files.forget() }), { schedule: NIGHTLY });
    host.api(filesPart);
    for (const prefix of ["", "/api/v1"] as const) host.routes(fileRoutes(files, prefix));
    host.job<{ id?: string }>(
      "number-rows",
      async ({ id }, { signal, progress }) => {
        for (const field of (await customFields.all()).filter((one) => isCounting(one, id))) {
          const kind = kinds.find(field.kind);
          if (kind) await numberRows(db, { table: kind.table, column: columnOf(field), signal, progress });
        }
      },
      { schedule: NIGHTLY },
    );
  },
});
