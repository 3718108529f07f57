import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { defineVessel } from "../../../support/vessels.ts";

let app: TestApp;
let ada: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  ada = await app.person("admin", { language: "de" });
});
afterAll(() => app.stop());

const page = async (path: string) => await (await ada.visit(path)).text();
const name = (values: Record<string, string>) => ada.send("/settings/words/name", { noun: "deals", ...values });
const part = { headers: { "HX-Request": "true" } };

describe("the page of words", () => {
  test("lists the names and finds any word as it stands on the page", async () => {
    const html = await page("/settings/words?language=de&q=nächster+schritt");
    expect(html).toContain("Nächster Schritt");
    expect(html).toMatch(/<strong lang="de">Deals<\/strong>/);
    expect(html).not.toContain("Einwilligung");
  });

  test("shows what the company says beside what the product says", async () => {
    await ada.send("/settings/words/word", { key: "web.save", do: "save", "de.save": "Sichern" });
    const html = await page("/settings/words?language=de&own=true");
    expect(html).toContain("Sichern");
    expect(html).toContain("statt „Speichern“");
    expect(await page("/contacts/new")).toContain("Sichern");
    await ada.send("/settings/words/word", { key: "web.save", do: "reset", "de.save": "Sichern" });
    expect(await page("/contacts/new")).toContain("Speichern");
  });

  test("lists the names of one's own kinds, and leads to where they are changed", async () => {
    await defineVessel(ada);
    const html = await page("/settings/words?language=de");
    expect(html).toMatch(/<strong lang="de">Schiffe<\/strong>/);
    expect(html).toContain('href="/settings/kinds/vessel"');
    expect(await page("/settings/words?language=en")).toMatch(/<strong lang="en">Vessels<\/strong>/);
  });

  test("does not exist for a word that does not", async () => {
    expect((await ada.visit("/settings/words/word?key=no.such")).status).toBe(404);
    expect((await ada.visit("/settings/words/name?noun=web")).status).toBe(404);
    expect((await ada.visit("/settings/words/word?key=deals.one")).status).toBe(404);
  });

  test("is not for everybody", async () => {
    const sales = await app.person("sales");
    expect((await sales.visit("/settings/words")).status).toBe(403);
    expect((await sales.send("/settings/words/name", { noun: "deals", "en.one": "x" })).status).toBe(403);
  });
});

describe("a name", () => {
  const projects = {
    "de.one": "Projekt",
    "de.many": "Projekte",
    "de.gender": "n",
    "en.one": "Project",
    "en.many": "Projects",
  };

  test("is tried before it is saved, as a part of the page and as a whole one", async () => {
    const tried = await ada.send("/settings/words/name", { noun: "deals", do: "try", ...projects }, part);
    const html = await tried.text();
    expect(html).toContain("Neues Projekt");
    expect(html).not.toContain("<html");
    expect(await (await name({ do: "try", ...projects })).text()).toMatch(/<html[\s\S]*Neues Projekt/);
    expect(await page("/deals")).toMatch(/<title>Deals/);
  });

  test("is saved in all languages at once and stands in the menu", async () => {
    expect((await name({ do: "save", ...projects })).status).toBe(303);
    expect(await page("/deals")).toMatch(/<title>Projekte/);
    const ann = await app.person("sales", { language: "en" });
    expect(await (await ann.visit("/deals")).text()).toMatch(/<title>Projects/);
  });

  test("that cannot be used says why, keeps what was typed, and changes nothing", async () => {
    const answer = await name({
      do: "save",
      "de.one": "{x}",
      "de.many": "Vorhaben",
      "de.gender": "n",
      "en.one": "Plan",
      "en.many": "Plans",
    });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain('value="Vorhaben"');
    expect(html).toContain("Eine Bezeichnung steht in vielen Sätzen");
    expect(await page("/deals")).toMatch(/<title>Projekte/);
  });

  test("goes back to the product's", async () => {
    await name({ do: "reset", ...projects });
    expect(await page("/deals")).toMatch(/<title>Deals/);
  });
});
