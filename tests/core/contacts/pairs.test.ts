import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { duplicateScore, warns } from "../../../core/contacts/duplicate-score.ts";
import { searchPairs } from "../../../core/contacts/pair-search.ts";
import type { Rec } from "../../../core/records/record.ts";
import { allReadable } from "../../support/readable.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { setAccess } from "../../support/closing.ts";

let app: TestApp;
let root: TestPerson;
let manager: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  root = await app.person("admin", { name: "Root" });
  // An office whose teams do not see each other's customers.
  await app.grant("manager", "contacts.read", "own");
  await app.grant("manager", "contacts.change", "own");
  await app.grant("manager", "contacts.merge", "own");
  manager = await app.person("manager", { name: "Maria" });
});
afterAll(() => app.stop());

const job = () => ({ ...root.actor, kind: "system", source: "job" }) as const;
/** As an import writes it: nobody is asked about duplicates. */
const create = (kind: string, input: object): Promise<Rec> => app.records.create(job(), kind, { ...input });
const search = async (): Promise<number> => {
  await allReadable(app.db);
  return await searchPairs(app.db, { signal: new AbortController().signal, progress: async () => undefined });
};

interface Listed {
  readonly records: { readonly id: string; readonly name: string }[];
  readonly score: number;
  readonly reason: string;
}

async function queue(plural = "contacts", who = root): Promise<Listed[]> {
  const answer = await who.api("GET", `/api/v1/${plural}/duplicates?limit=100`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { data: Listed[] }).data;
}

const withName = (pairs: readonly Listed[], name: string) =>
  pairs.filter(({ records }) => records.some((one) => one.name === name));

describe("the search for duplicates", () => {
  test("finds people by mail, phone, and name at one company, and says why", async () => {
    const company = await create("company", { name: "Kolev Ltd" });
    const one = await create("contact", { name: "Ana Mailova", email: "ana@mail.example" });
    const two = await create("contact", { name: "A. M.", email: "ANA@mail.example" });
    await create("contact", { name: "Petar Phonov", phone: "+359888123456" });
    await create("contact", { name: "P. P.", channels: [{ type: "phone", value: "+359 888 123 456" }] });
    await create("contact", { name: "Stefan Stefanov", company: company.id });
    await create("contact", { name: "Stefanov Stefan", company: company.id });
    await create("contact", { name: "Someone Else", company: company.id });

    await search();

    const found = await queue();
    expect(withName(found, "A. M.")).toEqual([
      { records: [one, two].map(({ id, name }) => ({ id, name })), score: 1, reason: "email" },
    ]);
    expect(withName(found, "P. P.")).toMatchObject([{ score: 0.9, reason: "phone" }]);
    expect(withName(found, "Stefan Stefanov")).toMatchObject([{ score: 0.75, reason: "name_and_company" }]);
    expect(withName(found, "Someone Else")).toEqual([]);
  });

  test("keeps up: a pair goes when what they shared goes, and comes when it comes", async () => {
    const one = await create("company", { name: "Wind AG", city: "Bonn" });
    const two = await create("company", { name: "Wind GmbH", city: "Bonn" });
    await search();
    expect(withName(await queue("companies"), "Wind AG")).toHaveLength(1);

    await app.records.change(job(), "company", two.id, { city: "Ulm" });
    await search();
    expect(withName(await queue("companies"), "Wind AG")).toEqual([]);

    await app.records.change(job(), "company", two.id, { taxId: "DE 123" });
    await app.records.change(job(), "company", one.id, { taxId: "de123" });
    await search();
    expect(withName(await queue("companies"), "Wind AG")).toMatchObject([{ reason: "tax_id", score: 1 }]);

    await app.records.remove(job(), "company", two.id);
    expect(withName(await queue("companies"), "Wind AG")).toEqual([]);
    await app.records.restore(job(), "company", two.id);
    await search();
    expect(withName(await queue("companies"), "Wind AG")).toHaveLength(1);
  });

  test("looks at nothing twice, and at everything again when its place is lost", async () => {
    await create("contact", { name: "Once Only", email: "once@mail.example" });
    expect(await search()).toBeGreaterThan(0);
    expect(await search()).toBe(0);

    const before = await queue();
    await app.db.query({ text: "update event_cursors set xid = '0', seq = 0 where consumer = 'contacts.pairs'" });
    await Promise.all([search(), search()]);

    expect(await queue()).toEqual(before);
  });

  test("pairs many with one address without pairing all with all", async () => {
    for (let n = 0; n < 60; n++) await create("contact", { name: `Shared ${n}`, email: "office@shared.example" });
    await search();
    const [row] = await app.db.query<{ count: number }>({
      text: "select count(*)::int as count from duplicate_pairs p join contacts c on c.id = p.other_id where c.email = 'office@shared.example'",
    });
    // The 25 oldest with each other, and each later one with these.
    expect(row?.count).toBe((25 * 24) / 2 + 35 * 25);
  });
});

describe("what the search finds", () => {
  test("is what comparing all with all would find", async () => {
    const word = fc.constantFrom("Ana", "Ivan", "Maria Petrova", "Maria Petrov", "Kolev");
    const person = fc.record({
      name: fc.tuple(word, word).map((words) => words.join(" ")),
      email: fc.option(fc.constantFrom("a@x.test", "b@x.test", "petrova@y.test", "c@gmail.com")),
      phone: fc.option(fc.constantFrom("+359888000001", "+359888000002")),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 2, maxLength: 7 }), async (people) => {
        const made: Rec[] = [];
        for (const one of people) made.push(await create("contact", one));
        await search();
        const ids = made.map(({ id }) => id);
        const rows = await app.db.query<{ one: string; other: string; score: string }>({
          text: "select one_id as one, other_id as other, score::float8::text as score from duplicate_pairs where one_id = any($1) and other_id = any($1)",
          values: [ids],
        });
        const found = rows.map(({ one, other, score }) => `${one} ${other} ${score}`).sort();
        const all = made.flatMap((a, at) =>
          made.slice(at + 1).flatMap((b) => {
            const { score } = duplicateScore("contact", a as never, b as never);
            const [one, other] = [a.id, b.id].sort();
            return score >= warns ? [`${one} ${other} ${score}`] : [];
          }),
        );
        expect(found).toEqual(all.sort());
        for (const { id } of made) await app.records.remove(job(), "contact", id);
      }),
      { numRuns: 25 },
    );
  });
});

describe("saying that two are not the same", () => {
  const twins = async (name: string) => {
    const values = { name, email: `${name.toLowerCase().replace(" ", ".")}@twins.example` };
    return [await create("contact", values), await create("contact", values)] as const;
  };

  test("takes them out of the queue and off their pages for good, until it is undone", async () => {
    const [one, two] = await twins("Twin One");
    await search();
    expect(await (await root.visit("/contacts/duplicates")).text()).toContain("Twin One");

    const path = `/contacts/${one.id}/distinctions/${two.id}`;
    const said = await root.send(path, { index: "0", after: "" }, { headers: { "HX-Request": "true" } });
    expect(await said.text()).toContain(`${path}/removal`);
    expect(withName(await queue(), "Twin One")).toEqual([]);
    expect(await (await root.visit(`/contacts/${two.id}`)).text()).not.toContain("This may be here twice");

    // Also after one of them was written again, and then without a reason for the duplicate.
    const change = await root.api("PATCH", `/api/v1/contacts/${two.id}`, { jobTitle: "Buyer", phone: "+359888777666" });
    expect(change.status).toBe(200);
    await search();
    expect(withName(await queue(), "Twin One")).toEqual([]);
    expect(await (await root.visit("/contacts/duplicates?apart=1")).text()).toContain("Twin One");

    expect((await root.send(`${path}/removal`)).status).toBe(303);
    expect(withName(await queue(), "Twin One")).toHaveLength(1);
    expect(await (await root.visit(`/contacts/${two.id}`)).text()).toContain("This may be here twice");
  });

  test("is for those who may merge both; others learn nothing of them", async () => {
    const [one, two] = await twins("Twin Two");
    await app.records.change(job(), "contact", one.id, { owner: manager.id });
    await search();

    expect(withName(await queue("contacts", manager), "Twin Two")).toEqual([]);
    expect((await manager.api("PUT", `/api/v1/contacts/${one.id}/distinctions/${two.id}`)).status).toBe(404);
    const sales = await app.person("sales");
    expect((await sales.visit("/contacts/duplicates")).status).toBe(403);
    expect((await sales.api("PUT", `/api/v1/contacts/${one.id}/distinctions/${two.id}`)).status).toBe(403);

    await app.records.change(job(), "contact", two.id, { owner: manager.id });
    expect(withName(await queue("contacts", manager), "Twin Two")).toHaveLength(1);
    expect((await manager.api("PUT", `/api/v1/contacts/${two.id}/distinctions/${one.id}`)).status).toBe(204);
    expect(withName(await queue("contacts", manager), "Twin Two")).toEqual([]);
    expect((await manager.api("DELETE", `/api/v1/contacts/${one.id}/distinctions/${two.id}`)).status).toBe(204);
    expect(withName(await queue("contacts", manager), "Twin Two")).toHaveLength(1);
  });

  test("refuses what is no pair of records", async () => {
    const [one] = await twins("Twin Three");
    const to = (id: string, other: string) => root.api("PUT", `/api/v1/contacts/${id}/distinctions/${other}`);
    expect((await to(one.id, one.id)).status).toBe(400);
    expect((await to(one.id, "nobody")).status).toBe(404);
    expect((await root.api("GET", "/api/v1/contacts/duplicates?after=nonsense")).status).toBe(400);
    expect((await root.api("GET", "/api/v1/contacts/duplicates?limit=0")).status).toBe(400);
  });
});

describe("the queue", () => {
  test("comes in pages, and never tells of a field one may not see", async () => {
    for (let n = 0; n < 45; n++) {
      const values = { name: `Paged ${n}`, email: `paged${n}@pages.example` };
      await create("contact", values);
      await create("contact", values);
    }
    await search();
    const seen = new Set<string>();
    let next: string | null = null;
    do {
      const after: string = next ? `&after=${encodeURIComponent(next)}` : "";
      const answer = await root.api("GET", `/api/v1/contacts/duplicates?limit=20${after}`);
      const page = (await answer.json()) as { data: Listed[]; page: { next: string | null } };
      for (const { records } of page.data) seen.add(records.map(({ id }) => id).join(" "));
      ({ next } = page.page);
    } while (next);
    expect(seen.size).toBe((await app.db.query({ text: livingPairs })).length);

    const html = await (await root.visit("/contacts")).text();
    expect(html).toContain('href="/contacts/duplicates"');
    expect(html).toContain("More than 100 possible duplicates");

    await app.db.query({ text: "update contacts set owner_id = $1 where name = 'Paged 1'", values: [manager.id] });
    expect(withName(await queue("contacts", manager), "Paged 1")).toHaveLength(1);
    await setAccess(app, "contact", { email: { manager: "hidden" } });
    expect(await queue("contacts", manager)).toEqual([]);
    expect(await (await manager.visit("/contacts")).text()).not.toContain("possible duplicate");
  });
});

const livingPairs = `select from duplicate_pairs p join contacts a on a.id = p.one_id and a.deleted_at is null
  join contacts b on b.id = p.other_id and b.deleted_at is null where p.kind = 'contact'
  and not exists (select from distinct_pairs d where d.kind = p.kind and d.one_id = p.one_id and d.other_id = p.other_id)`;
