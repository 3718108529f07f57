// Who uses a module is counted by team, and nothing is told of anybody in particular.
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../../../core/kernel/ids.ts";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { forgetOldAdoption, ownAdoption } from "../../../../core/plugins/adoption/own-adoption.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let team: string;
let ada: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"], background: true });
  admin = await app.person("admin");
  for (const action of ["read", "create", "change"]) await app.grant("sales", `activities.${action}`, "own");
  team = (await app.records.create(admin.actor, "team", { name: "North" })).id;
  [ada] = [
    await app.person("sales", { team }),
    await app.person("sales", { team }),
    await app.person("manager", { team }),
  ];
});
afterAll(() => app.stop());

const adoption = async () => (await admin.api("GET", "/api/v1/plugins/activities/adoption")).json();
const page = async (): Promise<string> => await (await admin.visit("/settings/modules/activities/adoption")).text();
const today = new Date().toISOString().slice(0, 10);

test("everybody who has it counts, and those who used it are told by team", async () => {
  expect(await adoption()).toMatchObject({ days: 30, target: 70, eligible: 3, active: 0 });
  for (const subject of ["Call back", "Send the offer"])
    await ada.send("/activities/log", { what: "plan", subject, type: "task", dueOn: today });
  await app.get(services.records).create(systemActor("night"), "activity", { subject: "By itself", dueOn: today });
  expect(await adoption()).toMatchObject({
    active: 1,
    teams: [
      {
        team: { id: team, name: "North" },
        // A manager's role allows nothing of it yet.
        eligible: 2,
        active: 1,
        since: today,
        actions: [
          { id: "activities.planned", people: 1, times: 2 },
          { id: "activities.done", people: 0, times: 0 },
        ],
      },
      { team: null, eligible: 1, active: 0, since: null },
    ],
  });
  expect(await page()).toMatch(/North.*Planned: 2 times, by 1.*1 of 2/s);
});

test("everybody sees their own numbers, and nobody those of another", async () => {
  const mine = async (person: TestPerson) => (await person.api("GET", "/api/v1/me/usage")).json();
  const planned = { id: "activities.planned", times: 2, last: today };
  const done = { id: "activities.done", times: 0, last: null };
  expect(await mine(ada)).toMatchObject({ data: [{ plugin: "activities", days: 30, actions: [planned, done] }] });
  const other = await app.person("sales", { team });
  expect(await mine(other)).toMatchObject({ data: [{ actions: [{ times: 0, last: null }, { times: 0 }] }] });
  const html = await (await ada.visit("/me/usage")).text();
  expect(html).toMatch(/Activities.*Planned.*2 times/s);
  expect(await (await other.visit("/me")).text()).toContain("/me/usage");
});

test("what lies further back is not use, and is forgotten in the end", async () => {
  await app.db.query({ text: "update adoption_days set day = day - 31" });
  expect(await adoption()).toMatchObject({ active: 0, teams: [{ active: 0, since: expect.any(String) }, {}] });
  await app.db.query({ text: "update adoption_days set day = day - 400" });
  await forgetOldAdoption(app.db);
  expect(await app.db.query({ text: "select from adoption_days" })).toEqual([]);
});

test("only what the manifest lists is counted, of people only, and with the rest of the work or not at all", async () => {
  const declared = { actions: [{ id: "boats.sailed", label: { en: "Sailed" } }] };
  const { record } = ownAdoption("boats", declared, app.db);
  await expect(record(ada.actor, "boats.sunk")).rejects.toThrow("adoption.actions");
  await record(systemActor("night"), "boats.sailed");
  await record({ ...ada.actor, id: newId() }, "boats.sailed");
  const failing = app.db.transaction(async (trx) => {
    await record(ada.actor, "boats.sailed", trx);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await app.db.query({ text: "select from adoption_days where plugin = 'boats'" })).toEqual([]);
});

test("is for administrators, and there while the module is on", async () => {
  expect((await ada.api("GET", "/api/v1/plugins/activities/adoption")).status).toBe(403);
  expect((await admin.api("GET", "/api/v1/plugins/warehouse/adoption")).status).toBe(404);
  await app.get(services.plugins).enable(admin.actor, "activities", { audience: { teams: [team] } });
  expect(await adoption()).toMatchObject({ eligible: 3 });
  const outside = await app.person("sales");
  expect(await (await outside.api("GET", "/api/v1/me/usage")).json()).toMatchObject({ data: [] });
  expect(await (await outside.visit("/me")).text()).not.toContain("/me/usage");
  await app.get(services.plugins).disable(admin.actor, "activities");
  expect((await admin.visit("/settings/modules/activities/adoption")).status).toBe(404);
});
