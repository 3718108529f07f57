// The area of people and companies: who we know, how to reach them, where they stand.
import type { Database } from "../db/database.ts";
import { may } from "../kernel/actor.ts";
import { hasAny, wordsOfStep } from "../records/setup-step.ts";
import { definePlugin, type Host } from "../plugins/plugin.ts";
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
import { pluralOf } from "./duplicates.ts";
import { contactPresets } from "./import-presets.ts";
import { mergeAction } from "./merge-action.ts";
import { mergeRoutes } from "./merge.routes.ts";
import { Merges } from "./merges.ts";
import { searchPairs } from "./pair-search.ts";
import { pairRoutes, type PairRouteNeeds } from "./pairs.routes.ts";
import { hintView } from "./pairs.view.ts";
import { Pairs } from "./pairs.ts";

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
    host.dataset({ id: "contacts.contacts", label: "contacts.many", kind: "contact" });
    host.dataset({ id: "contacts.companies", label: "companies.many", kind: "company" });
    host.setupStep({
      ...wordsOfStep("import"),
      id: "contacts.import",
      path: "/imports/new",
      order: 10,
      isDone: async () => (await hasAny(given.records, "company")) || (await hasAny(given.records, "contact")),
    });
    for (const preset of contactPresets) host.importPreset(preset);
    addPanels(host, given);
    host.routes(contactRoutes(given));
    host.api(contactsPart);
    const merges = new Merges(given.through, given.records, given.operations);
    addPairs(host, { ...given, merges, pairs: new Pairs(given.db, given.kinds) });
    host.routes(mergeRoutes({ ...given, merges }));
    host.routes(aboutRoutes(given));
  },
});

const EVERY_MINUTE = "* * * * *";
const HOURS = 3_600;

/** Records that look alike: the search for them, the queue, and the line above a list that leads to it. */
function addPairs(host: Host, needs: PairRouteNeeds & { readonly db: Database }): void {
  host.job("pairs", async (_, run) => await searchPairs(needs.db, run), {
    schedule: EVERY_MINUTE,
    expireAfter: 12 * HOURS,
    retries: 0,
  });
  host.routes(pairRoutes(needs));
  for (const kind of ["contact", "company"] as const) {
    const plural = pluralOf[kind];
    host.action(mergeAction(kind));
    host.listHint({
      kind,
      template: "contacts/_pairs-hint",
      view: async (actor) =>
        may(actor, `${plural}.merge`) ? hintView(kind, plural, await needs.pairs.count(actor, kind)) : undefined,
    });
  }
}
