// A document that a person writes says little: what it leaves unsaid is as usual, and stays as it is.
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp } from "../../../support/app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const one = { en: "Vessel" };
const sparse = {
  format: "trellis-configuration/1",
  kinds: { vessel: { plural: "vessels", state: "active", one, many: { en: "Vessels" } } },
  fields: { "vessel.tons": { state: "active", schema: { "x-type": "decimal" } } },
  roles: { intern: { name: "Intern", position: 40, grants: { "contacts.read": "own" } } },
  signIn: { secondStep: "everybody" },
  pipelines: { Refits: {} },
  stages: { "Refits / New": { type: "open" } },
  rules: { "vessel/Weighed": { effect: "required", field: "custom.tons" } },
  views: { "vessels/Heavy": { query: { filter: { field: "custom.tons", op: "gt", value: "10" } } } },
  words: { "de/deals.many": "Projekte" },
};

test.each(Object.keys(sparse).filter((name) => name !== "format"))(
  "%s that say little are made once",
  async (section) => {
    const needed =
      section === "stages" ? ["pipelines"] : ["rules", "views"].includes(section) ? ["kinds", "fields"] : [];
    const names = ["format", ...needed, section];
    const document = Object.fromEntries(Object.entries(sparse).filter(([name]) => names.includes(name)));
    const configuration = app.get(services.configuration);
    await configuration.apply(systemActor("test"), document, { told: () => undefined });
    expect((await configuration.plan(document)).steps).toEqual([]);
  },
);
