import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "../../../core/kernel/actor.ts";
import { services } from "../../../core/sdk/services.ts";
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

const signature = "Иван Колев\nУправител\nКолев ООД\n+359 888 123 456\nivan@kolev.example";
const part = { headers: { "HX-Request": "true" } };

describe("quick create", () => {
  test("is a page of its own without script, and the same piece in a dialog", async () => {
    const page = await (await ana.visit("/new/contacts")).text();
    const piece = await (await ana.visit("/new/contacts", part)).text();
    expect(page).toContain("<!doctype html>");
    expect(piece).not.toContain("<!doctype html>");
    expect(piece).toContain('id="quick-page"');
  });

  test("fills itself from a pasted signature and offers the company nobody knows yet", async () => {
    const html = await (await ana.send("/new/contacts", { paste: signature, read: "yes", name: "" })).text();
    expect(html).toContain("Иван Колев");
    expect(html).toContain("ivan@kolev.example");
    expect(html).toContain("Also create “Колев ООД”");
  });

  test("creates contact and company together", async () => {
    const along = JSON.stringify({ title: "Колев ООД", values: { name: "Колев ООД", domain: "kolev.example" } });
    const answer = await ana.send("/new/contacts", {
      name: "Иван Колев",
      email: "ivan@kolev.example",
      "along.company": along,
      then: "open",
    });
    expect(answer.status).toBe(303);
    const id = answer.headers.get("location")?.split("/").at(-1) ?? "";
    const contact = await app.records.get(ana.actor, "contact", id, { include: ["company"] });
    expect(contact.related?.["company"]).toMatchObject({ title: "Колев ООД" });
  });

  test("takes the company that exists, whatever the script it is written in", async () => {
    const html = await (
      await ana.send("/new/contacts", { paste: "Petar Iliev\nKolev Ltd.\npetar@kolev.example", read: "yes" })
    ).text();
    expect(html).toContain("Petar Iliev");
    expect(html).not.toContain("Also create");
  });

  test("keeps every value and says what is wrong, with the reason box where one is needed", async () => {
    const answer = await ana.send("/new/contacts", {
      name: "Another Ivan",
      email: "ivan@kolev.example",
      phone: "0888 999 000",
    });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain("Another Ivan");
    expect(html).toContain("0888 999 000");
    expect(html).toContain("duplicateReason");
    const saved = await ana.send("/new/contacts", {
      name: "Another Ivan",
      email: "ivan@kolev.example",
      duplicateReason: "a shared mailbox",
    });
    expect(saved.status).toBe(303);
  });

  test("tells a stranger only whom to ask", async () => {
    const html = await (
      await boris.send("/new/contacts/similar", { name: "Ivan", email: "ivan@kolev.example" })
    ).text();
    expect(html).toContain("ask Ana");
    expect(html).not.toContain("Иван Колев");
  });

  test("writes once what was sent twice", async () => {
    const form = { name: "Only Once", key: "0198c0de-0000-7000-8000-000000000001", then: "open" };
    const [one, two] = [await ana.send("/new/contacts", form), await ana.send("/new/contacts", form)];
    expect(two.headers.get("location")).toBe(one.headers.get("location"));
  });

  test("ignores what nobody offered", async () => {
    for (const along of ["{", "[]", '{"title":1}', '{"title":"x","values":[]}']) {
      const answer = await ana.send("/new/contacts", {
        name: `Broken ${along.length}`,
        "along.company": along,
        then: "open",
      });
      expect(answer.status).toBe(303);
    }
  });
});

describe("a new deal from a pasted signature", () => {
  const text = "Lena Braun\nEinkaufsleiterin\nNordlicht GmbH\n+49 40 5551234\nlena.braun@gmail.com";

  test("proposes the person and the company it does not know", async () => {
    const html = await (await ana.send("/new/deals", { paste: text, read: "yes" })).text();
    expect(html).toContain("Also create “Nordlicht GmbH”");
    expect(html).toContain("Also create “Lena Braun”");
  });

  test("lets the new person work for the new company", async () => {
    const company = JSON.stringify({ title: "Nordlicht GmbH", values: { name: "Nordlicht GmbH" } });
    const person = JSON.stringify({
      title: "Lena Braun",
      values: { name: "Lena Braun", email: "lena.braun@gmail.com" },
    });
    await app.get(services.sales).pipelines.createFromTemplate(systemActor("setup", "setup"), "simple", "en");
    const answer = await ana.send("/new/deals", {
      name: "Chairs",
      "along.company": company,
      "along.contact": person,
      then: "open",
    });
    const deal = await app.records.get(ana.actor, "deal", answer.headers.get("location")?.split("/").at(-1) ?? "");
    const contact = await app.records.get(ana.actor, "contact", String(deal["contact"]));
    expect(deal["company"]).not.toBeNull();
    expect(contact).toMatchObject({ name: "Lena Braun", company: deal["company"] });
  });
});
