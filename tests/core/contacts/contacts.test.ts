import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { employmentsOf, peopleOnceAt } from "../../../core/contacts/employers.ts";
import type { Actor } from "../../../core/kernel/actor.ts";
import { openParties, type Parties, problemsOf, through } from "../../support/parties.ts";

let parties: Parties;
let ana: Actor;

beforeAll(async () => {
  parties = await openParties();
  ana = await parties.colleague("Ana");
});
afterAll(() => parties.base.drop());

const create = (kind: string, input: object, actor = ana) => parties.records.create(actor, kind, { ...input });
const change = (kind: string, id: string, input: object, actor = ana) =>
  parties.records.change(actor, kind, id, { ...input });

describe("a new contact", () => {
  test("needs no more than a name", async () => {
    const contact = await create("contact", { name: "Ivan Petrov" });
    expect(contact).toMatchObject({ name: "Ivan Petrov", lifecycle: "new", owner: ana.id, email: null });
    expect(contact["lifecycleSince"]).toEqual(expect.stringMatching(/Z$/));
  });

  test("is called by its only channel when it has no name", async () => {
    expect(await create("contact", { phone: "0170 1112233" })).toMatchObject({
      name: "+491701112233",
      phone: "+491701112233",
    });
    expect(await create("contact", { channels: [{ type: "messenger", value: "@petya" }] })).toMatchObject({
      name: "@petya",
    });
  });

  test("is called by first and last name", async () => {
    expect(await create("contact", { firstName: "Mila", lastName: "Ivanova" })).toMatchObject({ name: "Mila Ivanova" });
  });

  test("without name and channel is refused", async () => {
    expect(await problemsOf(create("contact", { city: "Varna" }))).toEqual(["/name required"]);
  });

  test("works for the company of its mail's domain", async () => {
    const company = await create("company", { name: "Nordwind GmbH", website: "https://www.nordwind.de/kontakt" });
    expect(company).toMatchObject({ domain: "nordwind.de" });
    expect(await create("contact", { name: "Tom Berg", email: "Tom@Sales.Nordwind.DE" })).toMatchObject({
      company: company.id,
    });
    expect(await create("contact", { name: "Tim Berg", email: "tim@nordwind.de" })).toMatchObject({
      company: company.id,
    });
  });

  test("of a public mail service or of a domain two companies share works for nobody yet", async () => {
    await create("company", { name: "Free Ltd", domain: "gmail.com" });
    await create("company", { name: "Twin One", domain: "twins.example" });
    await create("company", { name: "Twin Two", domain: "twins.example" });
    expect(await create("contact", { name: "Pia Free", email: "pia@gmail.com" })).toMatchObject({ company: null });
    expect(await create("contact", { name: "Pia Twin", email: "pia@twins.example" })).toMatchObject({ company: null });
  });
});

describe("channels", () => {
  test("give each type a main one when there is any", async () => {
    const contact = await create("contact", {
      name: "Olga",
      channels: [
        { type: "email", value: "olga@one.example" },
        { type: "email", value: "olga@two.example" },
      ],
    });
    expect(contact).toMatchObject({ email: "olga@one.example", phone: null });
    expect(contact["channels"]).toEqual([expect.objectContaining({ value: "olga@two.example" })]);
  });

  test("that opted out stay so when an import brings the address again", async () => {
    const mark = { type: "email", value: "stop@me.example", doNotUse: true, reason: "asked by phone" };
    const contact = await create("contact", { name: "Silent", email: "stop@me.example", channels: [mark] });
    const again = await change(
      "contact",
      contact.id,
      { channels: [{ type: "email", value: "stop@me.example" }] },
      through(ana, "import"),
    );
    expect(again["channels"]).toEqual([
      expect.objectContaining({ value: "stop@me.example", doNotUse: true, reason: "asked by phone" }),
    ]);

    await parties.records.remove(ana, "contact", contact.id);
    const reborn = await create("contact", { name: "Silent again", email: "stop@me.example" }, through(ana, "import"));
    expect(reborn["channels"]).toEqual([expect.objectContaining({ value: "stop@me.example", doNotUse: true })]);

    const lifted = await change("contact", reborn.id, {
      channels: [{ type: "email", value: "stop@me.example", label: "asked us back" }],
    });
    expect(lifted["channels"]).toEqual([expect.objectContaining({ doNotUse: false })]);
    expect(await create("contact", { name: "Third", email: "stop@me.example" }, through(ana, "import"))).toMatchObject({
      channels: null,
    });
  });

  test("may be forty", async () => {
    const channels = Array.from({ length: 40 }, (_, at) => ({ type: "email", value: `many${at}@forty.example` }));
    const contact = await create("contact", { name: "Forty", channels });
    expect(contact["channels"]).toHaveLength(39);
    expect(await problemsOf(create("contact", { name: "Other", email: "many33@forty.example" }))).toEqual([
      "/email contacts.duplicate",
      "/duplicateReason contacts.duplicate_reason_needed",
    ]);
  });
});

describe("a person who moves to another employer", () => {
  test("keeps the history on both, and moving back the same day leaves none", async () => {
    const one = await create("company", { name: "Old Employer" });
    const two = await create("company", { name: "New Employer" });
    const person = await create("contact", { name: "Mover", company: one.id, jobTitle: "Buyer" });

    await change("contact", person.id, { company: two.id, jobTitle: "Head of buying" });

    const { db } = parties.base;
    expect(await employmentsOf(db, person.id)).toMatchObject([
      { companyName: "Old Employer", role: "Buyer", from: null, to: expect.stringMatching(/^\d{4}-/) },
    ]);
    expect(await peopleOnceAt(db, one.id, 5)).toMatchObject([{ contactName: "Mover" }]);
    expect(await peopleOnceAt(db, two.id, 5)).toEqual([]);

    await change("contact", person.id, { company: one.id, jobTitle: "Buyer" });
    expect(await employmentsOf(db, person.id)).toEqual([]);
  });

  test("may leave without a new one", async () => {
    const company = await create("company", { name: "Left Behind" });
    const person = await create("contact", { name: "Leaver", company: company.id });
    expect(await change("contact", person.id, { company: null })).toMatchObject({ company: null });
    expect(await employmentsOf(parties.base.db, person.id)).toHaveLength(1);
  });
});

describe("a company", () => {
  test("is found by its former name", async () => {
    const company = await create("company", { name: "Altwerk AG" });
    await change("company", company.id, { name: "Neuwerk AG" });
    const found = await parties.records.list(ana, "company", { q: "altwerk" });
    expect(found.data).toMatchObject([{ name: "Neuwerk AG", formerNames: ["Altwerk AG"] }]);
  });

  test("cannot be its own parent, nor its daughter's daughter", async () => {
    const mother = await create("company", { name: "Mother" });
    const daughter = await create("company", { name: "Daughter", parent: mother.id });
    expect(await problemsOf(change("company", mother.id, { parent: daughter.id }))).toEqual([
      "/parent contacts.inside_itself",
    ]);
    expect(await problemsOf(change("company", mother.id, { parent: mother.id }))).toEqual([
      "/parent contacts.inside_itself",
    ]);
  });

  test("in Germany is the country DE", async () => {
    expect(await create("company", { name: "Landhaus", country: "DE", industry: "technology" })).toMatchObject({
      country: "DE",
    });
  });
});

describe("the lifecycle", () => {
  test("remembers since when", async () => {
    const contact = await create("contact", { name: "Cycle" });
    const moved = await change("contact", contact.id, { lifecycle: "qualified" });
    expect(Date.parse(String(moved["lifecycleSince"]))).toBeGreaterThanOrEqual(
      Date.parse(String(contact["lifecycleSince"])),
    );
    expect(await change("contact", contact.id, { city: "Ruse" })).toMatchObject({
      lifecycleSince: moved["lifecycleSince"],
    });
  });

  test("asks why somebody is not relevant", async () => {
    const contact = await create("contact", { name: "Irrelevant" });
    expect(await problemsOf(change("contact", contact.id, { lifecycle: "not_relevant" }))).toEqual([
      "/lifecycleReason contacts.lifecycle_reason_needed",
    ]);
    expect(
      await change("contact", contact.id, { lifecycle: "not_relevant", lifecycleReason: "a competitor" }),
    ).toMatchObject({ lifecycle: "not_relevant" });
  });

  test("cools by computation, never by hand", async () => {
    const contact = await create("contact", { name: "Warm", lifecycle: "customer" });
    expect(await problemsOf(change("contact", contact.id, { lifecycle: "frozen" }))).toEqual([
      "/lifecycle contacts.lifecycle_is_computed",
    ]);
    expect(await change("contact", contact.id, { lifecycle: "frozen" }, through(ana, "job"))).toMatchObject({
      lifecycle: "frozen",
    });
    expect(await problemsOf(change("contact", contact.id, { lifecycle: "qualified" }))).toEqual([
      "/lifecycle contacts.lifecycle_move_not_allowed",
    ]);
  });
});
