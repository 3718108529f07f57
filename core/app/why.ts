import { definePlugin } from "../plugins/plugin.ts";
import { whyPart } from "../records/api/openapi/why-part.ts";
import { whyApi } from "../records/api/why.routes.ts";
import { whyRoutes } from "../records/pages/why.routes.ts";
import { services } from "../sdk/services.ts";

/** Why somebody may do something with a record, or not. */
export const whyArea = definePlugin({
  id: "why",
  uses: {
    db: services.db,
    kinds: services.kinds,
    records: services.records,
    through: services.through,
    actors: services.actors,
    permissions: services.permissions,
    people: services.people,
    pages: services.pages,
  },
  setup({ people, ...needs }, host) {
    const all = { ...needs, roles: people.roles };
    host.api(whyPart);
    for (const prefix of ["/api/v1", "/api/v1/objects"]) host.routes(whyApi(all, prefix));
    host.routes(whyRoutes(all));
  },
});
