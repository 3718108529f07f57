// A list by the values of a field, a look at a record beside it, and the pages of what one did lately.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let boris: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ env: { TRELLIS_RIBBON: "Übung & Test" } });
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
  boris = await app.person("sales", { name: "Boris" });
  for (let at = 1; at <= 12; at++)
    await app.records.create(ana.actor, "boat", {
      name: `Boat ${at}`,
      ...(at <= 9 && { rig: at % 3 ? "sloop" : "ketch" }),
      price: { amount: String(at * 100), currency: at === 12 ? "USD" : "EUR" },
      owner: at <= 4 ? boris.id : ana.id,
    });
});
afterAll(() => app.stop());

const page = async (who: TestPerson, path: string): Promise<string> =>
  (await (await who.visit(path)).text()).replaceAll("&amp;", "&").replaceAll("&#x3D;", "=");

/** The rows of the table of groups: label, address, number, sums. */
const rows = (html: string): string[] =>
  [...html.matchAll(/<tr data-row>([\s\S]*?)<\/tr>/g)].map(([, row = ""]) =>
    row
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim(),
  );

describe("a list grouped by a field", () => {
  const shape = "columns=name,rig,price";

  test("says how many records have each value, the blanks too, and adds up their numbers by currency", async () => {
    const html = await page(ana, `/boats?group=rig&${shape}`);
    expect(rows(html)).toEqual([
      expect.stringMatching(/^boats.rig.sloop 6 €2,700/),
      expect.stringMatching(/^boats.rig.ketch 3 €1,800/),
      expect.stringMatching(/^Empty 3 €2,100 \$1,200/),
    ]);
  });

  test("leads from each value to the list of its records", async () => {
    const html = await page(ana, `/boats?group=rig&${shape}`);
    const href = /href="(\/boats\?[^"]*)" data-row-link>boats.rig.ketch/.exec(html)?.[1] ?? "";
    const list = await page(ana, href);
    expect(list).toContain('<span class="count">3</span>');
    expect(list).not.toContain("list groups");
  });

  test("names people, and only what the reader may see counts", async () => {
    expect(rows(await page(ana, "/boats?group=owner&columns=name"))).toEqual(["Ana 8", "Boris 4"]);
    expect(rows(await page(boris, "/boats?group=owner&columns=name"))).toEqual(["Boris 4"]);
  });

  test("keeps its filter and its search", async () => {
    expect(
      rows(await page(ana, `/boats?group=rig&filter[price][gte]=800&${shape}`)).map((row) => row.split(" ")[1]),
    ).toEqual(expect.arrayContaining(["1"]));
    expect(rows(await page(ana, `/boats?group=rig&q=boat+1&${shape}`)).join()).toContain("sloop");
  });

  test.each(["name", "nothing_of_this_name", "price", "id"])("is refused for %s", async (field) =>
    expect((await ana.visit(`/boats?group=${field}`)).status).toBe(400),
  );
});

describe("a look beside the list", () => {
  const part = { headers: { "HX-Request": "true" } };

  test("shows what is filled in, and the way to the whole record", async () => {
    const boat = await app.records.create(ana.actor, "boat", {
      name: "Peeked <b>",
      price: { amount: "17", currency: "EUR" },
    });
    const html = await (await ana.visit(`/boats/${boat.id}/peek?in=sort%3Dname`, part)).text();
    expect(html).toContain("Peeked &lt;b&gt;");
    expect(html).toContain("€17");
    expect(html).not.toContain("<html");
    expect(html).toMatch(new RegExp(`href="/boats/${boat.id}\\?in`));
  });

  test("does not exist for whoever may not see the record, and without script leads to the page", async () => {
    const boat = await app.records.create(ana.actor, "boat", { name: "Ana's own", owner: ana.id });
    expect((await boris.visit(`/boats/${boat.id}/peek`, part)).status).toBe(404);
    const plain = await ana.visit(`/boats/${boat.id}/peek`);
    expect([plain.status, plain.headers.get("location")]).toEqual([303, `/boats/${boat.id}`]);
  });
});

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

test("a test system says on every page what it is, also where nobody has signed in", async () => {
  for (const html of [await page(ana, "/boats"), await (await fetch(`${app.url}/login`)).text()])
    expect(html).toContain(
      '<div class="ribbon-bar">Übung & Test'.replace("&", html.includes("&amp; Test") ? "&amp;" : "&"),
    );
});
