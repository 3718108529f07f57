import { definePlugin } from "../plugins/plugin.ts";
import { layoutsPart } from "../records/api/openapi/layouts-part.ts";
import { metaPart } from "../records/api/openapi/meta-part.ts";
import { layoutApi } from "../records/api/layouts.routes.ts";
import { definitionChangesApi } from "../records/api/definition-changes.routes.ts";
import { metaApi } from "../records/api/meta.routes.ts";
import { wordsPart } from "../records/api/openapi/words-part.ts";
import { recordApi } from "../records/api/records.routes.ts";
import { fieldOrderSection } from "../records/configuration/field-order-section.ts";
import { layoutSection } from "../records/configuration/layout-section.ts";
import { fieldSection } from "../records/configuration/field-section.ts";
import { viewSection } from "../records/configuration/view-section.ts";
import { wordApi } from "../records/api/words.routes.ts";
import { wordSection } from "../records/configuration/word-section.ts";
import { datasetApi } from "../records/datasets/datasets.routes.ts";
import { datasetsPart } from "../records/datasets/datasets-part.ts";
import { Views } from "../records/views/views.ts";
import { CHANGE_WORDS } from "../records/words/own-words.ts";
import { DefinitionHistory } from "../records/definitions/definition-history.ts";
import { services } from "../sdk/services.ts";
import { productVersion } from "../settings/schema.ts";
import { inside } from "./inside.ts";

const DAILY = "17 3 * * *";

/** REST of every kind, and what it says about itself. */
export const recordApiArea = definePlugin({
  id: "api",
  uses: {
    db: services.db,
    kinds: services.kinds,
    records: services.records,
    history: services.history,
    words: services.words,
    customFields: services.customFields,
    ownWords: services.ownWords,
    layouts: services.layouts,
    contributions: services.contributions,
    configuration: services.configuration,
    settings: inside.settings,
    budget: inside.budget,
    readings: inside.readings,
    through: services.through,
  },
  setup({ contributions, configuration, settings, customFields, through, ...needs }, host) {
    const all = {
      ...needs,
      views: new Views(needs.db),
      publicUrl: settings.publicUrl,
      version: productVersion,
      parts: () => contributions.apiParts,
    };
    host.permission("fields.change", { admin: "all" });
    host.permission("operations.read", { admin: "all" });
    host.configuration(fieldSection(customFields));
    host.configuration(fieldOrderSection(customFields));
    host.configuration(layoutSection(needs.layouts, needs.kinds));
    host.configuration(wordSection(needs.ownWords, needs.words));
    host.configuration(viewSection(all.views, needs.kinds, configuration.named));
    host.permission(CHANGE_WORDS, { admin: "all" });
    const datasets = () => contributions.datasets;
    host.routes(datasetApi({ ...needs, through, datasets }));
    host.api(datasetsPart);
    host.api(metaPart);
    host.api(wordsPart);
    host.routes(wordApi(needs));
    host.api(layoutsPart);
    host.routes(layoutApi(needs.layouts));
    host.routes(metaApi(all));
    host.routes(definitionChangesApi(new DefinitionHistory(needs.db, needs.kinds)));
    for (const prefix of ["/api/v1", "/api/v1/objects"]) host.routes(recordApi(all, prefix));
    host.job("forget-budgets", async () => await needs.budget.tidy(), { schedule: DAILY });
    host.job(
      "forget-answers",
      async () => {
        await needs.db.query({ text: "delete from idempotency_keys where started_at < now() - interval '24 hours'" });
      },
      { schedule: DAILY },
    );
  },
});
