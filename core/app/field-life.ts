import { definePlugin } from "../plugins/plugin.ts";
import { fieldsApi } from "../records/api/fields.routes.ts";
import { fieldsPart } from "../records/api/openapi/fields-part.ts";
import { typeChangesPart } from "../records/api/openapi/type-changes-part.ts";
import { typeChangesApi } from "../records/api/type-changes.routes.ts";
import { pendingWishes } from "../records/fields/life/index-rows.ts";
import { services } from "../sdk/services.ts";
import { inside } from "./inside.ts";

/** For wishes whose process died before it could ask for the work. */
const NOW_AND_THEN = "*/5 * * * *";
const HOURS = 3_600;

/** What becomes of fields after they were added: other words, other keys, indexes. */
export const fieldLifeArea = definePlugin({
  id: "field-life",
  uses: {
    db: services.db,
    jobs: services.jobs,
    kinds: services.kinds,
    definitions: services.definitions,
    customFields: services.customFields,
    indexes: services.fieldIndexes,
    records: services.records,
    typeChanges: services.typeChanges,
    work: services.typeWork,
    log: inside.log,
  },
  setup({ db, jobs, kinds, definitions, customFields, indexes, records, typeChanges, work, log }, host) {
    const options = { schedule: NOW_AND_THEN, expireAfter: 6 * HOURS };
    host.job("indexes", async (_, { signal }) => await indexes.work({ signal }), options);
    host.job<{ id: string }>("type", async ({ id }, { signal }) => await work.work(id, { signal }), {
      expireAfter: 20 * HOURS,
      retries: 20,
    });
    const begin = async (): Promise<void> => {
      const isWanted = jobs.isStarted && (await pendingWishes(db)).length > 0;
      if (isWanted) await jobs.enqueue(undefined, "field-life.indexes", {}, { key: "indexes" });
    };
    definitions.onChange(() => {
      begin().catch((error: unknown) => log.warn({ err: error }, "fields: index work waits for the schedule"));
    });
    host.api(fieldsPart);
    host.routes(fieldsApi({ kinds, customFields }));
    host.api(typeChangesPart);
    host.routes(typeChangesApi({ kinds, records, customFields, typeChanges }));
  },
});
