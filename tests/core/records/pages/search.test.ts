import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
  await app.records.create(ana.actor, "boat", {
    name: "Колев",
    email: "skipper@example.com",
    phone: "+359 888 123 456",
  });
  await app.records.create(ana.actor, "company", { name: "Kolev OOD" });
});
afterAll(() => app.stop());

const look = async (q: string, who = ana) => await (await who.visit(`/search?q=${encodeURIComponent(q)}`)).text();

describe("searching everywhere", () => {
  test.each(["колев", "kolev", "KOLEV", "skipper@", "0888 123", "123456"])("finds the boat by %s", async (q) => {
    expect(await look(q)).toContain("Колев");
  });

  test("finds records of all kinds", async () => {
    const html = await look("kolev");
    expect(html).toContain("Kolev OOD");
  });

  test("asks what was meant when nothing is found", async () => {
    const html = await look("kolef");
    expect(html).toContain("Did you mean");
    expect(html).toContain("Kolev OOD");
  });

  test("finds only what the person may see", async () => {
    const boris = await app.person("sales", { name: "Boris" });
    expect(await look("skipper", boris)).not.toContain("Колев");
    expect(await look("skiper", boris)).not.toContain("Колев");
  });
});

describe("the palette", () => {
  const palette = async (q: string) => await (await ana.visit(`/search/palette?q=${encodeURIComponent(q)}`)).text();

  test("begins with what one worked on, places and deeds", async () => {
    const html = await palette("");
    for (const word of ["Kolev OOD", 'href="/contacts"', 'href="/new/contacts"']) expect(html).toContain(word);
  });

  test("finds records and places by a part of their names", async () => {
    expect(await palette("kolev")).toContain("Kolev OOD");
    expect(await palette("compan")).toContain('href="/companies"');
  });

  test("leaves records out when asked for actions", async () => {
    expect(await palette(">kolev")).not.toContain("Kolev OOD");
  });
});

describe("choices for a reference", () => {
  test("are radio buttons with the best one taken", async () => {
    const html = await (
      await ana.visit("/companies/pick?name=company&company.q=kol", { headers: { "HX-Request": "true" } })
    ).text();
    expect(html).toMatch(/type="radio" name="company" value="[^"]+" checked/);
  });

  test("say when there are none", async () => {
    const html = await (
      await ana.visit("/companies/pick?name=company&company.q=zzz", { headers: { "HX-Request": "true" } })
    ).text();
    expect(html).toContain("Nothing found");
  });
});
