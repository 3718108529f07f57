// What is known of the core without starting it is what it is when it runs.
import { afterAll, beforeAll, expect, test } from "vitest";
import { areas } from "../../../core/app/areas.ts";
import { coreFacts } from "../../../core/app/core-facts.ts";
import { isReserved } from "../../../core/plugins/manifest/reserved.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { production } from "../../support/sources.ts";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test("the same kinds, notes aside, which belong to other records", () => {
  const known = coreFacts(app.get(services.words)).kinds.all();
  const running = app
    .get(services.kinds)
    .all()
    .filter(({ name }) => name !== "note");
  const names = (kinds: readonly { readonly name: string }[]) => kinds.map(({ name }) => name).sort();
  expect(names(known)).toEqual(names(running));
});

test("all rights but those of the office itself", () => {
  const { rights } = coreFacts(app.get(services.words));
  const beside = [
    "alerts.rules",
    "audit.export",
    "audit.read",
    "backups.create",
    "exports.approve",
    "exports.limits",
    "fields.access",
    "fields.change",
    "honey.mark",
    "kinds.change",
    "lockdown.change",
    "operations.read",
    "plugins.change",
    "records.share",
    "sign-on.change",
    "views.share",
    "webhooks.change",
    "words.change",
  ];
  const running = [...app.get(services.permissions).all().keys()].filter((id) => !id.startsWith("notes."));
  expect(running.filter((id) => !rights.has(id)).sort()).toEqual(beside);
  expect(rights.has("deals.fly")).toBe(false);
});

test("names of areas, of their kinds and of their addresses are kept from plugins", () => {
  const contributions = app.get(services.contributions);
  const kinds = app
    .get(services.kinds)
    .all()
    .flatMap(({ name, plural }) => [name, plural]);
  const taken = [
    ...areas.map(({ id }) => id),
    ...kinds,
    ...pieces().filter((piece) => contributions.isTaken(piece)),
  ].filter((name) => /^[a-z][a-z0-9-]+$/.test(name));
  expect(taken.length).toBeGreaterThan(60);
  expect(taken.filter((name) => !isReserved(name))).toEqual([]);
});

/** First pieces of all addresses that the sources name, also of those behind a prefix. */
function pieces(): string[] {
  const paths = production().flatMap(({ text }) => [
    ...text.matchAll(/(?:prefix: |router\.(?:get|post|put|patch|delete|all|use)\(\s*)"(\/[^"]*)"/g),
  ]);
  return paths.map(([, path = ""]) => path.replace(/^\/api\/v1\//, "/").split("/")[1] ?? "");
}
