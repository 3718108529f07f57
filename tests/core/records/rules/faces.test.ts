// What people see of rules: forms and pages without fields that are not there, marks on those that are needed, and a report of
// records that were there before a rule.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RuleReports } from "../../../../core/records/rules/rule-report.ts";
import type { Rec } from "../../../../core/records/record.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let boat: Rec;
let needed: string;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
  boat = await app.records.create(ana.actor, "boat", { name: "Aurora", rig: "ketch", length: "7.5" });
  for (let at = 0; at < 3; at++) await app.records.create(ana.actor, "boat", { name: `Old ${at}`, rig: "sloop" });
  const rules = app.get(services.rules);
  const rule = (name: string, words: object) => rules.create(ana.actor, "boat", { name, ...words });
  await rule("Sloops have a length", { effect: "visible", field: "length", condition: "rig == 'sloop'" });
  await rule("A name stays", { effect: "readOnly", field: "phone", condition: "rig == 'ketch'" });
  const made = await rule("Everybody can be reached", { effect: "required", field: "email", old: "backfill" });
  needed = made.id;
});
afterAll(() => app.stop());

const form = async (path: string) => await (await ana.visit(path)).text();

describe("a form", () => {
  test("has no box for what is not there or locked, and marks what is needed", async () => {
    const html = await form(`/boats/${boat.id}/edit`);
    expect(html).not.toContain('id="f-length"');
    expect(html).not.toContain('name="phone"');
    expect(html).toMatch(/name="email"[^>]*required|required[^>]*name="email"/);
  });

  test("keeps what a hidden field holds, whatever was typed before it went", async () => {
    const typed = { name: "Aurora", rig: "ketch", length: "99", email: "a@b.eu", version: "1" };
    expect((await ana.send(`/boats/${boat.id}`, typed)).status).toBe(303);
    expect((await app.records.get(ana.actor, "boat", boat.id))["length"]).toBe("7.5");
  });

  test("shows the field again as soon as its condition is typed", async () => {
    const answer = await ana.send("/boats", { name: "", rig: "sloop" });
    expect(await answer.text()).toContain('name="length"');
  });
});

test("the record's page does not show it either", async () => {
  expect(await form(`/boats/${boat.id}?tab=details`)).not.toContain("cells/length");
  expect((await ana.visit(`/boats/${boat.id}/cells/length?as=fact`)).status).toBe(400);
});

test("a report names the records that break a rule, from where it stopped", async () => {
  const kinds = app.get(services.kinds);
  const reports = new RuleReports({ db: app.db, kinds, zone: async () => "UTC", enqueue: async () => undefined });
  expect((await ana.api("GET", `/api/v1/rules/${needed}/report`)).status).toBe(404);
  expect((await ana.api("POST", `/api/v1/rules/${needed}/report`)).status).toBe(202);
  await reports.work({ signal: AbortSignal.any([]), progress: async () => undefined });
  const report = await (await ana.api("GET", `/api/v1/rules/${needed}/report`)).json();
  expect(report).toMatchObject({ state: "done", done: 4, total: 4, found: 3 });
  const boris = await app.person("sales");
  expect((await boris.api("GET", `/api/v1/rules/${needed}/report`)).status).toBe(403);
});
