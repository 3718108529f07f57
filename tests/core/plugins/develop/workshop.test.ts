// Somebody writes at a plugin that is on: what works shows at once, and what does not leaves what worked.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inside } from "../../../../core/app/inside.ts";
import { namesFor } from "../../../../core/cli/new-plugin/names.ts";
import { writePlugin } from "../../../../core/cli/new-plugin/write.ts";
import { services } from "../../../../core/sdk/services.ts";
import type { Workshop } from "../../../../core/plugins/develop/workshop.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let own: string;
let app: TestApp;
let admin: TestPerson;
let workshop: Workshop;

beforeAll(async () => {
  own = await mkdtemp(join(tmpdir(), "trellis-workshop-"));
  await write();
  app = await startTestApp({ env: { TRELLIS_DEVELOPMENT: "true", TRELLIS_PLUGINS_DIR: own } });
  admin = await app.person("admin");
  workshop = app.get(inside.workshop);
  await workshop.begin();
  expect(await workshop.open("visits")).toEqual({ plugin: "visits", what: "shown", problems: [] });
});
beforeEach(async () => {
  await write();
  await workshop.look();
});
afterAll(async () => {
  await app.stop();
  await rm(own, { recursive: true });
});

const write = async (): Promise<unknown> => {
  await rm(join(own, "visits"), { recursive: true, force: true });
  return await writePlugin(join(own, "visits"), namesFor("visits") ?? { id: "", kind: "", plural: "" });
};

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(join(own, "visits", file), "utf8");
  expect(text).not.toBe(text.replace(from, to));
  await writeFile(join(own, "visits", file), text.replace(from, to));
}

const addField = (schema: string) => change("kinds/visits.json", '"done": {', `"place": ${schema}, "done": {`);
const create = (body: object) => admin.api("POST", "/api/v1/visits", body);
const page = async (path: string): Promise<string> => await (await admin.visit(path)).text();

test("nothing is done when nothing has changed", async () => {
  expect(await workshop.look()).toEqual([]);
});

describe("a field that is added", () => {
  test("is in form, list, API and its description, before its word is translated", async () => {
    await addField('{ "x-type": "text", "x-label": "visits.field.place" }');
    const [outcome] = await workshop.look();
    expect(outcome).toMatchObject({ what: "shown", problems: [{ code: "plugins.unknown_key" }] });
    expect((await create({ name: "First", place: "Sofia" })).status).toBe(201);
    expect(await page("/visits/new")).toContain('name="place"');
    const openapi = await (await admin.api("GET", "/api/v1/openapi.json")).text();
    expect(openapi).toContain('"place"');
  });

  test("of another type waits until somebody wants it, and is there when they do", async () => {
    await addField('{ "x-type": "text", "x-label": "visits.field.name" }');
    await workshop.look();
    await change(
      "kinds/visits.json",
      '"x-type": "text", "x-label": "visits.field.name" }',
      '"x-type": "date", "x-label": "visits.field.name" }',
    );
    const [outcome] = await workshop.look();
    expect(outcome).toMatchObject({ what: "waits", lines: [{ what: "other_type", severity: "breaking" }] });
    expect((await create({ name: "Second", place: "Varna" })).status).toBe(201);
  });
});

test("a mistake in the manifest is told, also on the page of modules, and what worked stays on", async () => {
  await change("plugin.json", '"category": "sales"', '"category": "salads"');
  const [outcome] = await workshop.look();
  expect(outcome).toMatchObject({ what: "faulty", problems: [{ pointer: "plugin.json#/category" }] });
  expect(await page("/settings/modules/visits")).toContain("salads");
  expect((await create({ name: "Third" })).status).toBe(201);
  await app.get(inside.live).follow();
  expect((await create({ name: "Fourth" })).status).toBe(201);
});

test("code that fails when it comes in leaves the code that worked", async () => {
  await change("index.ts", "host.panel({", 'throw new Error("boom");\n    host.panel({');
  const [outcome] = await workshop.look();
  expect(outcome).toMatchObject({ what: "failed", error: { code: "plugins.setup_failed" } });
  expect((await create({ name: "Fifth", done: true })).status).toBe(422);
});

test("a template that cannot be compiled says where, in its place, and the page is there", async () => {
  const deal = await app.deal(admin.actor, "Chairs");
  await create({ name: "Measure", deal });
  await change("templates/_panel.hbs", "{{/each}}", "{{/if}}");
  expect(await workshop.look()).toMatchObject([{ what: "shown", problems: [{ code: "plugins.bad_template" }] }]);
  const html = await page(`/deals/${deal}`);
  expect(html).toMatch(/visits\/templates\/_panel\.hbs:2: each doesn&#x27;t match if/);
  expect(html).toContain("Chairs");
});

test("a plugin that is off is only read", async () => {
  await app.get(services.plugins).disable(admin.actor, "visits");
  await change("plugin.json", '"0.1.0"', '"0.2.0"');
  expect(await workshop.look()).toMatchObject([{ what: "off" }]);
  await app.get(services.plugins).enable(admin.actor, "visits", { agreed: "everything" });
  expect(await app.get(services.plugins).get("visits")).toMatchObject({ state: "enabled", versionOn: "0.2.0" });
});
