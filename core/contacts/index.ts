// The area of people and companies: who we know, how to reach them, where they stand.
import { definePlugin } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { aboutRoutes } from "./about.routes.ts";
import { classifier } from "./classifier.ts";
import { company } from "./company.ts";
import { consent } from "./consent.ts";
import { contact } from "./contact.ts";
import { contactsPart } from "./contacts-api.schema.ts";
import { contactRights } from "./contacts.permissions.ts";
import { contactRoutes } from "./contacts.routes.ts";
import { addPanels } from "./contacts.view.ts";
import { employment } from "./employment.ts";
import { mergeRoutes } from "./merge.routes.ts";
import { Merges } from "./merges.ts";

export const contacts = definePlugin({
  id: "contacts",
  uses: {
    db: services.db,
    kinds: services.kinds,
    records: services.records,
    through: services.through,
    operations: services.operations,
    pages: services.pages,
  },
  setup(given, host) {
    for (const kind of [contact, company, consent, classifier, employment]) host.kind(kind);
    for (const [id, roles] of contactRights) host.permission(id, roles);
    host.menu({
      label: "contacts.many",
      path: "/contacts",
      icon: "users",
      order: 10,
      permission: "contacts.read",
      key: "c",
    });
    host.menu({
      label: "companies.many",
      path: "/companies",
      icon: "building",
      order: 20,
      permission: "companies.read",
      key: "o",
    });
    addPanels(host, given);
    host.routes(contactRoutes(given));
    host.api(contactsPart);
    host.routes(mergeRoutes({ ...given, merges: new Merges(given.through, given.records, given.operations) }));
    host.routes(aboutRoutes(given));
  },
});
