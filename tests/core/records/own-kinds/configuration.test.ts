import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { defineVessel, vesselWords } from "../../../support/vessels.ts";

let shop: TestApp;
let branch: TestApp;
let ana: TestPerson;

beforeAll(async () => {
  [shop, branch] = await Promise.all([startTestApp(), startTestApp()]);
  ana = await shop.person("admin");
  await defineVessel(ana);
  await shop.grant("sales", "vessels.read", "all");
});
afterAll(() => Promise.all([shop.stop(), branch.stop()]));

const configuration = (app: TestApp) => app.get(services.configuration);
const told = () => undefined;

test("a kind goes to another installation with its fields, board and rights, and twice is once", async () => {
  const document = await configuration(shop).export();
  expect(document).toMatchObject({
    kinds: { vessel: { plural: "vessels", ...vesselWords, boardField: "custom.state" } },
  });
  expect(JSON.stringify(document["kinds"])).not.toMatch(/storage|version|"id"/);
  await configuration(branch).apply(systemActor("test"), document, { told });
  expect(await configuration(branch).export()).toEqual(document);
  expect((await configuration(branch).plan(document)).steps).toEqual([]);
  const sara = await branch.person("sales");
  expect(sara.actor.grants.get("vessels.read")).toBe("all");
  const made = await sara.api("POST", "/api/v1/objects/vessels", { name: "Ferry", custom: { state: "built" } });
  expect(made.status).toBe(201);
});

test("a plan says what is grave about a change, and refuses what cannot be before anything is written", async () => {
  const document = await configuration(shop).export();
  const vessel = (document["kinds"] as Record<string, object>)["vessel"]!;
  const grades = async (change: object) => {
    const { steps } = await configuration(shop).plan({ ...document, kinds: { vessel: { ...vessel, ...change } } });
    return steps.map(({ grade }) => grade);
  };
  expect(await grades({ icon: "car" })).toEqual(["safe"]);
  expect(await grades({ owned: false })).toEqual(["breaking"]);
  expect(await grades({ state: "archived" })).toEqual(["destructive"]);
  for (const change of [{ plural: "ships" }, { one: {} }, { state: "gone" }, { icon: "nothing" }]) {
    const wrong = { ...document, kinds: { vessel: { ...vessel, ...change } } };
    await expect(configuration(shop).plan(wrong)).rejects.toMatchObject({ status: 422 });
  }
  const taken = { ...document, kinds: { vessel, settings: { ...vessel, plural: "settings", newKey: null } } };
  await expect(configuration(shop).plan(taken)).rejects.toMatchObject({ status: 422 });
  expect(await configuration(shop).export()).toEqual(document);
});
