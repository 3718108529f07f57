import { definePlugin } from "../plugins/plugin.ts";
import { fieldsApi } from "../records/api/fields.routes.ts";
import { fieldsPart } from "../records/api/openapi/fields-part.ts";
import { optionChangesPart } from "../records/api/openapi/option-changes-part.ts";
import { typeChangesPart } from "../records/api/openapi/type-changes-part.ts";
import { optionChangesApi } from "../records/api/option-changes.routes.ts";
import { typeChangesApi } from "../records/api/type-changes.routes.ts";
import { pendingWishes } from "../records/fields/life/index-rows.ts";
import { keepUp } from "../records/fields/life/maintenance.ts";
import { fieldLifeRoutes } from "../records/pages/field-life/life.routes.ts";
import { typeChangeRoutes } from "../records/pages/field-life/type.routes.ts";
import { services } from "../sdk/services.ts";
import { inside } from "./inside.ts";

/** For wishes whose process died before it could ask for the work. */
const NOW_AND_THEN = "*/5 * * * *";
const NIGHTLY = "23 2 * * *";
const HOURS = 3_600;

/** What becomes of fields after they were added: other words, keys, options and types, indexes, and their end. */
export const fieldLifeArea = definePlugin({
  id: "field-life",
  uses: {
    db: services.db,
    jobs: services.jobs,
    kinds: services.kinds,
    records: services.records,
    definitions: services.definitions,
    customFields: services.customFields,
    typeChanges: services.typeChanges,
    optionChanges: services.optionChanges,
    pages: services.pages,
    through: services.through,
    indexes: services.fieldIndexes,
    work: services.typeWork,
    log: inside.log,
  },
  setup({ jobs, indexes, work, log, through, ...needs }, host) {
    const { db, kinds, definitions, optionChanges } = needs;
    const long = { expireAfter: 20 * HOURS, retries: 20 };
    host.job("indexes", async (_, { signal }) => await indexes.work({ signal }), { ...long, schedule: NOW_AND_THEN });
    host.job<{ id: string }>("type", async ({ id }, { signal }) => await work.work(id, { signal }), long);
    host.job<{ id: string }>("option", async ({ id }, { signal }) => await optionChanges.work(id, signal), long);
    host.job("upkeep", async (_, { signal }) => await keepUp({ db, kinds, definitions, log }, signal), {
      schedule: NIGHTLY,
      expireAfter: HOURS,
    });
    const begin = async (): Promise<void> => {
      const isWanted = jobs.isStarted && (await pendingWishes(db)).length > 0;
      if (isWanted) await jobs.enqueue(undefined, "field-life.indexes", {}, { key: "indexes" });
    };
    definitions.onChange(() => {
      begin().catch((error: unknown) => log.warn({ err: error }, "fields: index work waits for the schedule"));
    });
    for (const part of [fieldsPart, typeChangesPart, optionChangesPart]) host.api(part);
    for (const routes of [fieldsApi, typeChangesApi]) host.routes(routes(needs));
    host.routes(optionChangesApi(optionChanges));
    const currency = async (): Promise<string> => (await through.company()).currency;
    host.routes(typeChangeRoutes({ ...needs, currency }));
    host.routes(fieldLifeRoutes({ ...needs, currency }));
  },
});
