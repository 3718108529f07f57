import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";

let app: TestApp;
let ana: TestPerson;
let ben: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  [ana, ben] = [await app.person("admin", { name: "Ana" }), await app.person("sales", { name: "Ben" })];
  await ana.send("/deals/board/pipelines", { template: "simple" });
});
afterAll(() => app.stop());

describe("who decides a deal", () => {
  test("is named once, gets another part, and is taken off again", async () => {
    const deal = await app.records.create(ana.actor, "deal", { name: "Chairs" });
    const contact = await app.records.create(ana.actor, "contact", { name: "Mira Koleva" });
    for (const role of ["buyer", "champion"])
      await ana.send(`/deals/${deal.id}/deciders`, { contact: contact.id, role });
    const html = await (await ana.visit(`/deals/${deal.id}`)).text();
    expect(html).toContain("Mira Koleva");
    expect(html).toContain("On our side");
    expect(html).not.toContain("Buys");
    const removal = /\/deals\/[^"]*\/deciders\/[^"]*\/removal/.exec(html)?.[0] ?? "";
    expect((await ana.send(removal, {})).status).toBe(303);
    expect(await (await ana.visit(`/deals/${deal.id}`)).text()).not.toContain("On our side");
  });

  test("must be somebody, and somebody who is there", async () => {
    const deal = await app.records.create(ben.actor, "deal", { name: "Tables" });
    expect((await ben.send(`/deals/${deal.id}/deciders`, { role: "buyer" })).status).toBe(422);
    const gone = await app.records.create(ana.actor, "contact", { name: "Gone" });
    await app.records.remove(ana.actor, "contact", gone.id);
    expect((await ben.send(`/deals/${deal.id}/deciders`, { contact: gone.id, role: "buyer" })).status).toBe(404);
  });

  test("is not to be said about deals of others", async () => {
    const deal = await app.records.create(ana.actor, "deal", { name: "Not Ben's" });
    expect((await ben.visit(`/deals/${deal.id}/deciders/new`)).status).toBe(404);
  });
});
