// What was done lately, by oneself or by everybody, and what of it can be taken back.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let boris: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
  boris = await app.person("sales", { name: "Boris" });
});
afterAll(() => app.stop());

const page = async (who: TestPerson, path: string): Promise<string> =>
  (await (await who.visit(path)).text()).replaceAll("&amp;", "&").replaceAll("&#x3D;", "=");

describe("recent changes", () => {
  test("go back page by page, each line once, operations among them", async () => {
    const carl = await app.person("manager", { name: "Carl" });
    for (let at = 0; at < 120; at++)
      await app.records.create(carl.actor, "boat", { name: `Carl's ${at}`, owner: carl.id });
    const seen: string[] = [];
    for (let href = "/changes"; href !== ""; ) {
      const html = await page(carl, href);
      seen.push(...[...html.matchAll(/Carl&#x27;s \d+|Carl's \d+/g)].map(([name]) => name.replace("&#x27;", "'")));
      href = /rel="next" href="([^"]*)"/.exec(html)?.[1] ?? "";
      if (href === "") expect(html).toContain('href="/changes"');
    }
    expect(new Set(seen).size).toBe(120);
  });

  test.each(["line=abc", "operation=yesterday", "line=99999999999999999999", "operation=2026-13-45T00:00:00Z"])(
    "with a broken place begin anew: %s",
    async (query) => expect((await ana.visit(`/changes?${query}`)).status).toBe(200),
  );
});

describe("everybody's recent changes", () => {
  const names = (html: string): string[] =>
    [...html.matchAll(/(Anas|Boriss) (boat|contact)/g)]
      .map(([name]) => name)
      .filter((name, at, all) => all.indexOf(name) === at);

  beforeAll(async () => {
    await app.records.create(ana.actor, "boat", { name: "Anas boat" });
    await app.records.create(boris.actor, "boat", { name: "Boriss boat" });
    await app.records.create(boris.actor, "contact", { name: "Boriss contact" });
  });

  test("are for administrators, by person and by kind", async () => {
    const html = await page(ana, "/changes?of=all");
    expect(names(html)).toEqual(["Boriss contact", "Boriss boat", "Anas boat"]);
    expect(html).toContain("Boris, ");
    expect(names(await page(ana, `/changes?of=all&person=${boris.id}`))).toEqual(["Boriss contact", "Boriss boat"]);
    expect(names(await page(ana, `/changes?of=all&person=${boris.id}&kind=boat`))).toEqual(["Boriss boat"]);
    expect(names(await page(ana, "/changes"))).toEqual(["Anas boat"]);
    expect((await boris.visit("/changes?of=all")).status).toBe(403);
    expect(await page(boris, "/changes")).not.toContain("of=all");
  });

  test("come in pages, each line once, with the person they were narrowed to", async () => {
    const dora = await app.person("admin", { name: "Dora" });
    for (let n = 0; n < 60; n++) await app.records.create(dora.actor, "boat", { name: `Doras ${n};` });
    const seen: string[] = [];
    for (let href = `/changes?of=all&person=${dora.id}`; href !== ""; ) {
      const html = await page(ana, href);
      seen.push(...[...html.matchAll(/Doras \d+;(?=<\/a>)/g)].map(([name]) => name));
      href = /rel="next" href="([^"]*)"/.exec(html)?.[1] ?? "";
    }
    expect(new Set(seen).size).toBe(60);
    expect(seen.length).toBe(60);
  });

  test("are taken back by an administrator where nobody wrote since", async () => {
    const html = await page(ana, `/changes?of=all&person=${boris.id}&kind=contact`);
    const undo = /action="(\/changes\/contact\/[^"]*)"/.exec(html)?.[1] ?? "";
    expect((await ana.send(undo)).status).toBe(303);
    expect(await page(boris, "/contacts")).not.toContain("Boriss contact");
  });
});

describe("what wrote nothing", () => {
  test("is listed without a way to take it back, and u takes the change before it", async () => {
    const boat = await app.records.create(ana.actor, "boat", { name: "Not exported yet" });
    await (await ana.visit("/boats/export.csv")).text();
    const html = await page(ana, "/changes");
    expect(html).toContain("Exported:");
    expect(html).not.toContain("/operations/");
    const [operation] = await app.db.query<{ id: string }>({ text: "select id from operations where type = 'export'" });
    const part = { headers: { "HX-Request": "true" } };
    expect((await ana.send(`/operations/${operation?.id}/undo`, {}, part)).headers.get("HX-Redirect")).toBe("/changes");
    const [after] = await app.db.query({ text: "select state from operations where type = 'export'" });
    expect(after?.["state"]).toBe("applied");
    await ana.send("/changes/last/undo");
    expect(await app.records.find(ana.actor, "boat", boat.id)).toBeUndefined();
  });
});
