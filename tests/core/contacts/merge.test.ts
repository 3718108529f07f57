import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyOf, plainChannel, united } from "../../../core/contacts/channels.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";

let app: TestApp;
let root: TestPerson;
let sales: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  root = await app.person("admin", { name: "Root" });
  sales = await app.person("sales", { name: "Sales" });
});
afterAll(() => app.stop());

const create = (kind: string, input: object) => app.records.create(root.actor, kind, { ...input });
const get = (kind: string, id: string, more = {}) => app.records.get(root.actor, kind, id, more);
const merge = (kind: string, winner: string, loser: string, choices: object = {}) =>
  root.api("POST", `/api/v1/${kind}/${winner}/merge`, { loser, choices });

describe("merging two contacts", () => {
  test("unites what both know, field by field as chosen, and every way to reach them", async () => {
    const one = await create("contact", {
      name: "Ana Koleva",
      email: "ana@one.example",
      jobTitle: "Buyer",
      tags: ["vip"],
    });
    const marked = [{ type: "email", value: "old@two.example", doNotUse: true, reason: "left" }];
    const two = await create("contact", {
      name: "A. Koleva",
      email: "ana@two.example",
      phone: "+359888111222",
      jobTitle: "Head of buying",
      city: "Varna",
      tags: ["fair"],
      channels: marked,
    });

    const answer = await merge("contacts", one.id, two.id, { jobTitle: "loser" });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      id: one.id,
      name: "Ana Koleva",
      email: "ana@one.example",
      phone: "+359888111222",
      jobTitle: "Head of buying",
      city: "Varna",
      tags: ["vip", "fair"],
    });
    const { channels } = (await get("contact", one.id)) as unknown as {
      channels: { value: string; doNotUse: boolean }[];
    };
    expect(channels.map(({ value, doNotUse }) => `${value} ${doNotUse}`).sort()).toEqual([
      "ana@two.example false",
      "old@two.example true",
    ]);
  });

  test("sends on whoever asks for the one that went, also twice over", async () => {
    const [a, b, c] = [
      await create("contact", { name: "Alias A" }),
      await create("contact", { name: "Alias B" }),
      await create("contact", { name: "Alias C" }),
    ];
    await merge("contacts", b.id, a.id);
    await merge("contacts", c.id, b.id);
    const page = await root.visit(`/contacts/${a.id}`, { redirect: "manual" });
    expect([page.status, page.headers.get("location")]).toEqual([302, `/contacts/${c.id}`]);
    const api = await root.api("GET", `/api/v1/contacts/${a.id}`);
    expect(await api.json()).toMatchObject({ id: c.id });
  });

  test("takes deals, consents and employers along, and undo gives everything back", async () => {
    const company = await create("company", { name: "Former Place" });
    const [one, two] = [
      await create("contact", { name: "Stays", tags: ["a"] }),
      await create("contact", { name: "Goes", email: "goes@undo.example", tags: ["b"] }),
    ];
    const consent = await create("consent", { contact: two.id, channel: "email", purpose: "survey", state: "granted" });
    const job = await create("employment", { contact: two.id, company: company.id, role: "Guest" });
    await root.api("PUT", "/api/v1/contacts/by/shop/77", { name: "Goes", duplicateReason: "x" });
    const before = [await get("contact", one.id), await get("contact", two.id)];

    await merge("contacts", one.id, two.id);
    expect(await get("consent", consent.id)).toMatchObject({ contact: one.id });
    expect(await get("employment", job.id)).toMatchObject({ contact: one.id });

    const [operation] = await app.get(services.operations).mine(root.actor, { limit: 1 });
    expect((await root.send(`/operations/${operation?.id}/undo`)).status).toBe(303);
    const after = [await get("contact", one.id), await get("contact", two.id)];
    const bare = (records: typeof before) => records.map(({ version, updatedAt, updatedBy, ...rest }) => rest);
    expect(bare(after)).toEqual(bare(before));
    expect(await get("consent", consent.id)).toMatchObject({ contact: two.id });
    expect((await root.visit(`/contacts/${two.id}`, { redirect: "manual" })).status).toBe(200);
  });

  test("is for those with the right, for two that exist, and never for one with itself", async () => {
    const [one, two] = [await create("contact", { name: "Right One" }), await create("contact", { name: "Right Two" })];
    const mine = await app.records.create(sales.actor, "contact", { name: "Mine" });
    const other = await app.records.create(sales.actor, "contact", { name: "Mine too" });
    expect((await sales.api("POST", `/api/v1/contacts/${mine.id}/merge`, { loser: other.id })).status).toBe(403);
    expect((await merge("contacts", one.id, one.id)).status).toBe(400);
    expect((await merge("contacts", one.id, "nobody")).status).toBe(400);
    expect((await merge("contacts", one.id, two.id, { name: "both" })).status).toBe(400);
    await merge("contacts", one.id, two.id);
    expect((await merge("contacts", one.id, two.id)).status).toBe(404);
  });
});

describe("merging two companies", () => {
  test("moves people and daughters without inventing a change of employer", async () => {
    const [one, two] = [
      await create("company", { name: "Acme", city: "Ruse" }),
      await create("company", { name: "ACME Handels GmbH", taxId: "DE 123" }),
    ];
    const person = await create("contact", { name: "Worker", company: two.id });
    const daughter = await create("company", { name: "Daughter of Acme", parent: two.id });
    await merge("companies", one.id, two.id);
    expect(await get("company", one.id)).toMatchObject({
      name: "Acme",
      taxId: "DE 123",
      formerNames: ["ACME Handels GmbH"],
    });
    expect(await get("contact", person.id)).toMatchObject({ company: one.id });
    expect(await get("company", daughter.id)).toMatchObject({ parent: one.id });
    expect(
      (await app.records.list(root.actor, "employment", { filter: { field: "contact", op: "eq", value: person.id } }))
        .data,
    ).toEqual([]);
  });

  test("of which one owns the other leaves none above itself", async () => {
    const mother = await create("company", { name: "Above" });
    const child = await create("company", { name: "Below", parent: mother.id });
    await merge("companies", child.id, mother.id);
    expect(await get("company", child.id)).toMatchObject({ parent: null });
  });
});

describe("the page that compares", () => {
  test("shows both sides, merges as chosen, and offers undo", async () => {
    const [one, two] = [
      await create("contact", { name: "Left Side", jobTitle: "One" }),
      await create("contact", { name: "Right Side", jobTitle: "Two" }),
    ];
    const html = await (await root.visit(`/contacts/${one.id}/merge?with=${two.id}`)).text();
    expect(html).toContain("choice.jobTitle");
    const answer = await root.send(`/contacts/${one.id}/merge`, {
      with: two.id,
      "choice.jobTitle": "loser",
      "choice.name": "winner",
    });
    expect(answer.status).toBe(303);
    expect(await get("contact", one.id)).toMatchObject({ name: "Left Side", jobTitle: "Two" });
    expect(await (await root.visit(`/contacts/${one.id}`)).text()).toContain("Merged into this");
  });
});

describe("channels of two records", () => {
  const channels = fc
    .array(
      fc.record({
        type: fc.constantFrom("email", "phone", "messenger"),
        value: fc.constantFrom("a@x.bg", "A@X.bg", "+359888123456", "0888 12", "@me"),
        mark: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    .map((list) => list.map(({ type, value, mark }) => ({ ...plainChannel(type as "email", value), doNotUse: mark })));

  test("are united without loss, without doubles, and without lifting a mark", () => {
    fc.assert(
      fc.property(channels, channels, (one, other) => {
        const both = united(one, other);
        const keys = both.map(keyOf);
        expect(new Set(keys).size).toBe(keys.length);
        expect(new Set(keys)).toEqual(new Set([...one, ...other].map(keyOf)));
        const marked = new Set(
          [...united([], one), ...united([], other)].filter((channel) => channel.doNotUse).map(keyOf),
        );
        for (const channel of both) if (marked.has(keyOf(channel))) expect(channel.doNotUse).toBe(true);
      }),
    );
  });
});
