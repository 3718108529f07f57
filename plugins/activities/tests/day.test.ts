import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { dayAhead, granted } from "./granted.ts";

let app: TestApp;
let ben: TestPerson;
let ana: TestPerson;
let deal: string;
const read = async (id: string) => await app.records.get(ben.actor, "activity", id);
const page = async (path: string): Promise<string> => await (await ben.visit(path)).text();
const plan = async (input: object) => await app.records.create(ben.actor, "activity", input as never);

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"], background: true });
  await granted(app, "sales", "own");
  [ben, ana] = [await app.person("sales", { name: "Ben" }), await app.person("sales", { name: "Ana" })];
  const admin = await app.person("admin");
  await admin.send("/deals/board/pipelines", { template: "simple" });
  deal = (await app.records.create(ben.actor, "deal", { name: "Cranes" })).id;
});
afterAll(() => app.stop());

describe("Today", () => {
  test("has what is overdue, for today and for tomorrow, and nobody else's", async () => {
    await plan({ subject: "Chase the order", dueOn: dayAhead(-3) });
    await plan({ subject: "Send the offer", dueOn: dayAhead(0) });
    await plan({ subject: "Call Mira", type: "call", dueOn: dayAhead(1) });
    await plan({ subject: "Much later", dueOn: dayAhead(9) });
    await app.records.create(ana.actor, "activity", { subject: "Not Ben's business", dueOn: dayAhead(0) });
    const html = await page("/");
    for (const subject of ["Chase the order", "Send the offer", "Call Mira"]) expect(html).toContain(subject);
    for (const subject of ["Much later", "Not Ben"]) expect(html).not.toContain(subject);
    expect(html).not.toContain("tile-deals-steps");
  });

  test("has how to call and write to whom it is about, unless they asked not to be", async () => {
    const reach = { phone: "+359888123456", email: "mira@example.com" };
    const doNotUse = { type: "email", value: reach.email, doNotUse: true, reason: "Asked us" };
    const contact = await app.records.create(ben.actor, "contact", { name: "Mira", ...reach, channels: [doNotUse] });
    await plan({ subject: "Ring Mira", type: "call", dueOn: dayAhead(0), contact: contact.id });
    const html = await page("/");
    expect(html).toContain('href="tel:+359888123456"');
    expect(html).toContain('aria-label="Call Mira"');
    expect(html).not.toContain("mailto:mira@example.com");
  });

  test("takes something as done together with what follows, and comes back", async () => {
    const { id, version } = await plan({ subject: "Ring Ivo", type: "call", dueOn: dayAhead(0), deal });
    const form = { version: String(version), result: "reached", next: "Send papers", nextOn: dayAhead(1), back: "/" };
    const answer = await ben.send(`/activities/${id}/completion`, form);
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/"]);
    const done = await read(id);
    expect([done["status"], done["result"]]).toEqual(["done", "reached"]);
    expect(await read(String(done["nextStep"]))).toMatchObject({ subject: "Send papers", deal, dueOn: dayAhead(1) });
  });

  test("takes nothing as done that lacks what its result asks for, and keeps what was typed", async () => {
    const { id } = await plan({ subject: "Ring Eva", type: "call", dueOn: dayAhead(0), deal });
    const answer = await ben.send(`/activities/${id}/completion`, { result: "thinking", only: "yes", next: "Again" });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    for (const text of ["Ring Eva", 'value="Again"']) expect(html).toContain(text);
    expect((await read(id))["status"]).toBe("planned");
    expect((await ben.send(`/activities/${id}/completion`, { only: "yes" })).status).toBe(422);
  });

  test("writes neither the call nor the next step when one of them does not fit", async () => {
    const before = (await app.records.count(ben.actor, "activity")).number;
    const form = { kind: "deal", id: deal, result: "reached", next: "Next", nextOn: "2026-02-31" };
    expect((await ben.send("/activities/log", form)).status).toBe(422);
    expect((await app.records.count(ben.actor, "activity")).number).toBe(before);
  });
});

describe("the page of a record", () => {
  test("takes a call with its result and the next step in one form, and tells of it", async () => {
    const form = {
      kind: "deal",
      id: deal,
      result: "thinking",
      notes: "Wants two",
      next: "Ring again",
      back: `/deals/${deal}`,
    };
    const answer = await ben.send("/activities/log", form);
    expect(answer.headers.get("Location")).toBe(`/deals/${deal}`);
    const html = await page(`/deals/${deal}`);
    for (const text of ["Wants two", "Thinking it over", "Ring again", "Log a call"]) expect(html).toContain(text);
  });

  test("shows a reader without the right to activities none of them", async () => {
    const cyd = await app.person("manager", { name: "Cyd" });
    const html = await (await cyd.visit(`/deals/${deal}`)).text();
    expect(html).not.toContain("Ring again");
    expect((await cyd.visit("/activities")).status).toBeGreaterThanOrEqual(403);
  });

  test("hides from others what they may not see of the record an activity is about", async () => {
    const { id } = await plan({ subject: "Handed over", deal });
    await app.records.change(systemActor("test"), "activity", id, { owner: ana.id });
    expect(await app.records.find(ana.actor, "deal", deal)).toBeUndefined();
    const seen = await app.records.get(ana.actor, "activity", id, { include: ["deal"] });
    expect([seen["subject"], seen.related?.["deal"]]).toEqual(["Handed over", null]);
  });
});

describe("an activity", () => {
  test("about a record of any other kind needs that one to be seen", async () => {
    const note = { subject: "About nothing", recordKind: "company", recordId: "01992f0e-0000-7000-8000-000000000000" };
    await expect(plan(note)).rejects.toThrow();
    await expect(plan({ ...note, recordKind: "nothing" })).rejects.toThrow();
  });

  test("belongs to the company and the person of its deal", async () => {
    const company = (await app.records.create(ben.actor, "company", { name: "Kolev" })).id;
    const sale = (await app.records.create(ben.actor, "deal", { name: "Hoists", company })).id;
    expect(await plan({ subject: "Ask", deal: sale })).toMatchObject({ company });
  });

  test("ends after it begins, and keeps its length when it is moved", async () => {
    const at = (hour: number) => `2026-12-01T${String(hour).padStart(2, "0")}:00:00Z`;
    await expect(plan({ subject: "Back in time", startAt: at(10), endAt: at(9) })).rejects.toThrow();
    const { id } = await plan({ subject: "Meet", type: "meeting", startAt: at(10), endAt: at(12) });
    await app.records.change(ben.actor, "activity", id, { startAt: at(14) });
    expect(await read(id)).toMatchObject({ endAt: at(16), dueAt: at(14), dueOn: "2026-12-01" });
  });

  test("at half past eleven at night in Sofia is on the day it is there", async () => {
    const made = await plan({ subject: "Late", startAt: "2026-12-01T23:30:00+02:00" });
    expect(made["dueOn"]).toBe("2026-12-01");
  });
});
