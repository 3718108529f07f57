import { definePlugin } from "../plugins/plugin.ts";
import { kindsApi } from "../records/api/kinds.routes.ts";
import { kindsPart } from "../records/api/openapi/kinds-part.ts";
import { kindSection } from "../records/configuration/kind-section.ts";
import { fieldMentions } from "../records/own-kinds/field-mentions.ts";
import { CHANGE_KINDS } from "../records/own-kinds/own-kinds.ts";
import { kindLifeRoutes } from "../records/pages/kinds/kind-life.routes.ts";
import { kindRoutes } from "../records/pages/kinds/kinds.routes.ts";
import { services } from "../sdk/services.ts";

const NOW_AND_THEN = "*/10 * * * *";

/** Kinds of record that administrators define: the right to, pages and REST. */
export const ownKindsArea = definePlugin({
  id: "kinds",
  uses: {
    ownKinds: services.ownKinds,
    kinds: services.kinds,
    through: services.through,
    words: services.words,
    pages: services.pages,
    contributions: services.contributions,
  },
  setup({ contributions, ...needs }, host) {
    const { ownKinds } = needs;
    const forPages = { ...needs, menu: () => contributions.menu };
    host.permission(CHANGE_KINDS, { admin: "all" });
    host.mentions(fieldMentions);
    host.configuration(kindSection(ownKinds));
    host.api(kindsPart);
    for (const routes of [kindRoutes, kindLifeRoutes]) host.routes(routes(forPages));
    host.routes(kindsApi(ownKinds));
    host.job("erase", async (_payload, { signal }) => await ownKinds.goOnErasing(() => signal.aborted), {
      schedule: NOW_AND_THEN,
    });
  },
});
