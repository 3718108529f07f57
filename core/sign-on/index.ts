// The area of signing in by servers that know who somebody is (OpenID Connect).
import { definePlugin } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { arrivalRoutes } from "./arrival.routes.ts";
import { Arrivals } from "./arrivals.ts";
import { ProviderChanges } from "./provider-changes.ts";
import { CHANGE_PROVIDERS } from "./provider-form.ts";
import { providersApi } from "./providers-api.routes.ts";
import { providersPart } from "./providers-part.ts";
import { providersSection } from "./providers-section.ts";
import { providerRoutes } from "./providers.routes.ts";
import { Relay } from "./relay.ts";

export const signOn = definePlugin({
  id: "sign-on",
  uses: {
    people: services.people,
    records: services.records,
    outbound: services.outbound,
    mail: services.mail,
    pages: services.pages,
  },
  setup({ people, records, outbound, mail, pages }, host) {
    host.permission(CHANGE_PROVIDERS, { admin: "all" });
    const relay = new Relay(outbound);
    const arrivals = new Arrivals({ ...people, records, mail });
    const changes = new ProviderChanges({ ...people, relay });
    host.routes(providerRoutes(people, changes, pages));
    host.routes(providersApi(people, changes));
    host.api(providersPart);
    host.configuration(providersSection(people.providers, changes));
    host.routes(arrivalRoutes({ people, relay, arrivals, pages }));
  },
});
