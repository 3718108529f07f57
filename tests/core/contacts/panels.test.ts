import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";

let app: TestApp;
let ana: TestPerson;
let boris: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  // An office that keeps its customers apart.
  await app.grant("sales", "contacts.read", "own");
  await app.grant("sales", "companies.read", "own");
  ana = await app.person("sales", { name: "Ana" });
  boris = await app.person("sales", { name: "Boris" });
});
afterAll(() => app.stop());

const create = (kind: string, input: object, who = ana) => app.records.create(who.actor, kind, { ...input });
const text = async (answer: Promise<Response>) => await (await answer).text();

describe("the page of a company", () => {
  test("shows its people, those who left, and a way to add one", async () => {
    const [old, now] = [await create("company", { name: "Old Works" }), await create("company", { name: "New Works" })];
    const stays = await create("contact", { name: "Stays Here", company: old.id, jobTitle: "Engineer" });
    const left = await create("contact", { name: "Left Long Ago", company: old.id });
    await app.records.change(ana.actor, "contact", left.id, { company: now.id });

    const html = await text(ana.visit(`/companies/${old.id}`));

    expect(html).toContain(`href="/contacts/${stays.id}"`);
    expect(html).toContain("Engineer");
    expect(html).toContain("Formerly or also here");
    expect(html).toContain("Left Long Ago");
    expect(html).toContain("Add a person");
  });
});

describe("the page of a contact", () => {
  test("takes another employer and a consent by form, and gives the employer back", async () => {
    const [main, side] = [await create("company", { name: "Main Job" }), await create("company", { name: "Side Job" })];
    const person = await create("contact", { name: "Two Jobs", company: main.id });
    const path = `/contacts/${person.id}`;

    expect(await text(ana.visit(`${path}/employments/new`))).toContain("Another employer of Two Jobs");
    expect(
      (await ana.send(`${path}/employments`, { company: side.id, role: "Adviser", fromDate: "2020-02-01" })).status,
    ).toBe(303);
    expect(
      (await ana.send(`${path}/consents`, { channel: "email", purpose: "marketing", state: "granted" })).status,
    ).toBe(303);
    expect(
      (await ana.send(`${path}/consents`, { channel: "email", purpose: "marketing", state: "withdrawn" })).status,
    ).toBe(303);

    const html = await text(ana.visit(path));
    expect(html).toContain("Side Job");
    expect(html).toContain("Withdrawn");
    expect(html).not.toContain("Allowed");

    const removal = /\/contacts\/[0-9a-f-]+\/employments\/[0-9a-f-]+\/removal/.exec(html)?.[0] ?? "";
    expect((await ana.send(removal)).status).toBe(303);
    expect(await text(ana.visit(path))).not.toContain("Side Job");
  });

  test("says what is wrong with a form and keeps it", async () => {
    const person = await create("contact", { name: "Careful" });
    const company = await create("company", { name: "Short Stay" });
    const answer = await ana.send(`/contacts/${person.id}/employments`, {
      company: company.id,
      role: "Guest",
      fromDate: "2020-02-01",
      toDate: "2019-01-01",
    });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain("The end lies before the beginning");
    expect(html).toContain("Guest");
    expect(
      (await ana.send(`/contacts/${person.id}/consents`, { channel: "email", purpose: "", state: "" })).status,
    ).toBe(422);
  });

  test("lets nobody write about a person they may not see", async () => {
    const person = await create("contact", { name: "Hidden" });
    expect((await boris.visit(`/contacts/${person.id}/consents/new`)).status).toBe(404);
    expect(
      (await boris.send(`/contacts/${person.id}/consents`, { channel: "email", purpose: "survey", state: "granted" }))
        .status,
    ).toBe(404);
    const company = await create("company", { name: "Unseen" });
    const own = await create("contact", { name: "Own" }, boris);
    expect((await boris.send(`/contacts/${own.id}/employments`, { company: company.id })).status).toBe(404);
  });

  test("hints at a twin and offers to merge to those who may", async () => {
    await create("contact", { name: "Twin One", email: "twin@pair.example" });
    const two = await create("contact", {
      name: "Twin Two",
      email: "twin@pair.example",
      duplicateReason: "shared box",
    });
    const html = await text(ana.visit(`/contacts/${two.id}`));
    expect(html).toContain("This may be here twice");
    expect(html).toContain("Twin One");
    expect(html).not.toContain("Compare and merge");
    const admin = await app.person("admin", { name: "Root" });
    expect(await text(admin.visit(`/contacts/${two.id}`))).toContain("Compare and merge");
  });
});

describe("asking for duplicates by API", () => {
  test("answers with score and reason, whatever form the number is typed in", async () => {
    await create("contact", { name: "Caller", phone: "+4930901820" });
    const answer = await ana.api("POST", "/api/v1/contacts/duplicates", { phone: "+49 (30) 90 18 20" });
    expect(await answer.json()).toMatchObject({
      data: [{ name: "Caller", score: 0.9, reason: "phone", blocks: true }],
    });
    const hidden = await boris.api("POST", "/api/v1/contacts/duplicates", { phone: "+4930901820" });
    expect(await hidden.json()).toMatchObject({ data: [{ id: null, name: null, owner: "Ana" }] });
  });

  test("refuses what it does not know", async () => {
    expect((await ana.api("POST", "/api/v1/contacts/duplicates", { nonsense: 1 })).status).toBe(422);
    expect((await ana.api("POST", "/api/v1/companies/duplicates", [1])).status).toBe(400);
  });
});
