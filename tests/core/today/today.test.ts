import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";

let app: TestApp;
let ana: TestPerson;
let ben: TestPerson;
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const today = async (person: TestPerson, path = "/"): Promise<string> => await (await person.visit(path)).text();

beforeAll(async () => {
  app = await startTestApp();
  [ana, ben] = [await app.person("admin", { name: "Ana" }), await app.person("sales", { name: "Ben" })];
});
afterAll(() => app.stop());

describe("a new installation", () => {
  test("begins with the steps that are left, for whoever sets things up", async () => {
    const html = await today(ana);
    expect(html).toContain("First steps");
    expect(html).toContain("Say how you sell");
    expect(await today(ben)).not.toContain("First steps");
  });

  test("ticks off what is there", async () => {
    await ana.send("/deals/board/pipelines", { template: "simple" });
    expect(await today(ana)).toContain("<s>Say how you sell</s>");
  });

  test("puts the list away when asked to, for this person", async () => {
    const cyd = await app.person("admin", { name: "Cyd" });
    expect((await cyd.send("/today/checklist/dismissal")).status).toBe(303);
    expect(await today(cyd)).not.toContain("First steps");
    expect(await today(ana)).toContain("First steps");
  });
});

describe("a salesperson's day", () => {
  test("says that nothing is due, and what to do about it", async () => {
    expect(await today(ben)).toContain("Nothing is due");
  });

  test("has overdue, today's and tomorrow's steps of their own deals", async () => {
    const steps = [
      ["Chase the order", -3],
      ["Send the offer", 0],
      ["Call Mira", 1],
      ["Much later", 9],
    ] as const;
    for (const [nextStep, days] of steps) {
      await app.records.create(ben.actor, "deal", { name: `About ${nextStep}`, nextStep, nextStepOn: day(days) });
    }
    await app.records.create(ana.actor, "deal", { name: "Ana's", nextStep: "Not Ben's business", nextStepOn: day(0) });
    const html = await today(ben);
    for (const step of ["Chase the order", "Send the offer", "Call Mira"]) expect(html).toContain(step);
    expect(html).not.toContain("<strong>Much later");
    expect(html).not.toContain("Not Ben&#x27;s business");
  });

  test("takes a step as done together with the next one, and comes back here", async () => {
    const deal = await app.records.create(ben.actor, "deal", {
      name: "Lamps",
      nextStep: "Measure",
      nextStepOn: day(0),
    });
    const form = { nextStep: "Send drawing", nextStepOn: day(4), version: "1", back: "/" };
    const done = await ben.send(`/deals/${deal.id}/next-step`, form);
    expect([done.status, done.headers.get("location")]).toEqual([303, "/"]);
    expect(await app.records.get(ben.actor, "deal", deal.id)).toMatchObject({
      nextStep: "Send drawing",
      nextStepOn: day(4),
    });
  });

  test("names deals without a next step and those gone quiet", async () => {
    const forgotten = await app.records.create(ben.actor, "deal", { name: "Forgotten one" });
    const text =
      "update deals set stage_since = now() - interval '60 days', updated_at = now() - interval '60 days' where id = $1";
    await app.db.query({ text, values: [forgotten.id] });
    const html = await today(ben);
    expect(html.match(/Forgotten one/g)?.length).toBeGreaterThanOrEqual(2);
    expect(html).toContain("60 days");
  });
});

describe("a manager", () => {
  test("may look at the day of the team, a salesperson may not", async () => {
    expect(await today(ana)).toContain("My team");
    expect(await today(ben, "/?whose=team")).not.toContain("My team");
  });
});
