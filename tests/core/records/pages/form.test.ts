import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../core/kernel/ids.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana", language: "de" });
});
afterAll(() => app.stop());

const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";
const plain = (text: string) => text.replaceAll("&#x3D;", "=").replaceAll("&amp;", "&");
const boats = async (q: string) => (await app.records.list(ana.actor, "boat", { q })).data;

describe("a new record", () => {
  test("starts with oneself as its owner and what the address says", async () => {
    const html = await (await ana.visit("/boats/new?name=Bora")).text();
    expect(html).toContain('value="Bora"');
    expect(html).toContain(`<option value="${ana.id}" selected>`);
  });

  test("is written as the person's language writes numbers", async () => {
    const answer = await ana.send("/boats", {
      key: "k1",
      name: "Cora",
      price: "1.234,50",
      "price.currency": "EUR",
      length: "7,25",
      tags: "alt, schön",
    });
    expect(answer.status).toBe(303);
    const [boat] = await boats("Cora");
    expect(boat).toMatchObject({
      price: { amount: "1234.50", currency: "EUR" },
      length: "7.25",
      tags: ["alt", "schön"],
    });
  });

  test("sent twice is written once", async () => {
    const form = { key: newId(), name: "Dora" };
    const [first, second] = [await ana.send("/boats", form), await ana.send("/boats", form)];
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect(await boats("Dora")).toHaveLength(1);
  });

  test("may do without what the form proposes", async () => {
    const html = await (await ana.visit("/boats/new")).text();
    await ana.send("/boats", { key: newId(), was: plain(hidden(html, "was")), name: "Ownerless", owner: "" });
    expect((await boats("Ownerless"))[0]).toMatchObject({ owner: null });
  });

  test("keeps a text of several lines as it was typed, also when it comes back", async () => {
    const answer = await ana.send("/contacts", { key: newId(), name: "", note: "first\n  second\nthird" });
    expect(await answer.text()).toContain(">\nfirst\n  second\nthird</textarea>");
  });

  test("that does not fit comes back with every value and a sentence per field", async () => {
    const key = newId();
    const answer = await ana.send("/boats", {
      key,
      name: "",
      email: "nobody",
      price: "viel",
      "price.currency": "USD",
      tags: "x, y",
    });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    for (const kept of ['value="nobody"', 'value="viel"', 'value="x, y"']) expect(html).toContain(kept);
    expect(html).toContain('<option value="USD" selected>');
    expect(html).toContain("Das ist keine E-Mail-Adresse");
    expect(html.match(/aria-invalid="true"/g)?.length).toBeGreaterThan(1);
    expect(hidden(html, "key")).toBe(key);
  });

  test("finds records to refer to without script", async () => {
    await app.records.create(ana.actor, "boat", { name: "Mother of boats" });
    const html = await (
      await ana.send("/boats", { key: "k4", name: "Child", find: "mother", "mother.q": "mother of" })
    ).text();
    expect(html).toContain("Mother of boats");
    expect(html).toContain('value="Child"');
  });
});

describe("editing", () => {
  const edit = async (id: string) => {
    const html = await (await ana.visit(`/boats/${id}/edit`)).text();
    return { was: plain(hidden(html, "was")), version: hidden(html, "version") };
  };

  test("writes only what was changed, so that two people at different fields both win", async () => {
    const { id } = await app.records.create(ana.actor, "boat", { name: "Elsa", rig: "sloop", length: "7" });
    const before = await edit(id);
    await app.records.change(ana.actor, "boat", id, { rig: "ketch" });
    const answer = await ana.send(`/boats/${id}`, { ...before, name: "Elsa II", rig: "sloop", length: "7" });
    expect(answer.status).toBe(303);
    expect(await app.records.get(ana.actor, "boat", id)).toMatchObject({ name: "Elsa II", rig: "ketch" });
  });

  test("asks where two people changed the same field, and keeps the rest", async () => {
    const { id } = await app.records.create(ana.actor, "boat", { name: "Fara", rig: "sloop" });
    const before = await edit(id);
    await app.records.change((await app.person("admin", { name: "Petra" })).actor, "boat", id, {
      name: "Fara by Petra",
    });
    const typed = { ...before, name: "Fara by Ana", rig: "ketch" };
    const answer = await ana.send(`/boats/${id}`, typed);
    const html = await answer.text();
    expect(answer.status).toBe(409);
    for (const word of ["Petra", "Fara by Petra", "Fara by Ana"]) expect(html).toContain(word);
    const version = hidden(html, "version");
    await ana.send(`/boats/${id}`, { ...typed, version, "take.name": "theirs" });
    expect(await app.records.get(ana.actor, "boat", id)).toMatchObject({ name: "Fara by Petra", rig: "ketch" });
  });

  test("takes a tick away", async () => {
    const { id } = await app.records.create(ana.actor, "boat", { name: "Gala", tags: ["a", "b"] });
    const before = await edit(id);
    await ana.send(`/boats/${id}`, { ...before, name: "Gala", tags: "" });
    expect((await app.records.get(ana.actor, "boat", id))["tags"]).toBeNull();
  });
});
