import { definePlugin } from "../plugins/plugin.ts";
import { columnOf, type CustomField } from "../records/fields/custom-field.ts";
import { numberRows } from "../records/fields/numbering.ts";
import { services } from "../sdk/services.ts";

const NIGHTLY = "23 4 * * *";

/** One of the fields that count, or the one with this id. */
const isCounting = ({ id, schema }: CustomField, wanted: string | undefined): boolean =>
  schema["x-type"] === "autoNumber" && (wanted === undefined || id === wanted);

/** What fields leave for later. */
export const recordFieldsArea = definePlugin({
  id: "fields",
  uses: { db: services.db, kinds: services.kinds, customFields: services.customFields },
  setup({ db, kinds, customFields }, host) {
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
