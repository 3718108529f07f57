import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../../support/app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("help", () => {
  test("answers what is asked on the page one comes from first, in the reader's language", async () => {
    const ivan = await app.person("sales", { language: "bg" });
    const html = await (await ivan.visit("/help?at=/deals/board")).text();
    expect(html.indexOf("Как да отбележа сделки като загубени?")).toBeGreaterThan(0);
    expect(html.indexOf("Как да отбележа сделки като загубени?")).toBeLessThan(html.indexOf("Как влизат колегите?"));
  });

  test("finds a word, and says so when there is none", async () => {
    const ana = await app.person("sales");
    expect(await (await ana.visit("/help?q=signature")).text()).toContain("paste an e-mail signature");
    expect(await (await ana.visit("/help?q=zebra")).text()).toContain("Nothing was found");
  });

  test("explains every problem the REST API names, to whoever has only its address", async () => {
    const found = await fetch(`${app.url}/problems/records.edit_conflict`);
    expect([found.status, (await found.text()).includes("records.edit_conflict")]).toEqual([200, true]);
    expect((await fetch(`${app.url}/problems/no.such`)).status).toBe(404);
    expect((await fetch(`${app.url}/problems/%3Cb%3E`)).status).toBe(404);
  });
});
