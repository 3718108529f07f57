// The area of people and companies: who we know, how to reach them, where they stand.
import { definePlugin } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { classifier } from "./classifier.ts";
import { company } from "./company.ts";
import { consent } from "./consent.ts";
import { contact } from "./contact.ts";
import { contactRights } from "./contacts.permissions.ts";

export const contacts = definePlugin({
  id: "contacts",
  uses: { db: services.db, records: services.records, pages: services.pages },
  setup(_given, host) {
    for (const kind of [company, contact, consent, classifier]) host.kind(kind);
    for (const [id, roles] of contactRights) host.permission(id, roles);
    host.menu({ label: "contacts.many", path: "/contacts", icon: "users", order: 10, permission: "contacts.read", key: "c" });
    host.menu({ label: "companies.many", path: "/companies", icon: "building", order: 20, permission: "companies.read", key: "o" });
  },
});
