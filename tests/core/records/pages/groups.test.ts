// A list by the values of a field and a look at a record beside it.
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

const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** The headings: value, number, sums. */
const headings = (html: string): string[] =>
  [...html.matchAll(/<tr class="group-head"[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = ""]) => plain(row));

/** The names of records under each heading. */
const under = (html: string): string[][] =>
  html
    .split('<tr class="group-head"')
    .slice(1)
    .map((group) => [...group.matchAll(/class="row-link"[^>]*>([^<]*)/g)].map(([, name = ""]) => name));

const toggleOf = (html: string, text: string): string =>
  new RegExp(`href="([^"]*)" aria-expanded="(?:true|false)"[^>]*>(?:(?!</a>)[\\s\\S])*${text}`).exec(html)?.[1] ?? "";

describe("a list grouped by a field", () => {
  const shape = "columns=name,rig,price";

  test("shows rows under each value, the blanks last, with how many there are and what they add up to by currency", async () => {
    const html = await page(ana, `/boats?group=rig&sort=name&${shape}`);
    expect(headings(html)).toEqual([
      expect.stringMatching(/^boats.rig.sloop 6 €2,700/),
      expect.stringMatching(/^boats.rig.ketch 3 €1,800/),
      expect.stringMatching(/^Empty 3 €2,100 \$1,200/),
    ]);
    expect(under(html)).toEqual([
      ["Boat 1", "Boat 2", "Boat 4", "Boat 5", "Boat 7", "Boat 8"],
      ["Boat 3", "Boat 6", "Boat 9"],
      ["Boat 10", "Boat 11", "Boat 12"],
    ]);
  });

  test("closes and opens a heading by its address, and keeps the others as they are", async () => {
    const html = await page(ana, `/boats?group=rig&${shape}`);
    const closed = await page(ana, toggleOf(html, "ketch"));
    expect(under(closed).map(({ length }) => length)).toEqual([6, 0, 3]);
    expect(headings(closed)).toEqual(headings(html));
    const both = await page(ana, toggleOf(closed, "Empty"));
    expect(under(both).map(({ length }) => length)).toEqual([6, 0, 0]);
    expect(under(await page(ana, toggleOf(both, "ketch"))).map(({ length }) => length)).toEqual([6, 3, 0]);
  });

  test("shows the first ten of a value and leads to the list of all, which comes in pages", async () => {
    await app.records.create(ana.actor, "boat", { name: "Boat 13", owner: boris.id });
    for (let at = 0; at < 8; at++) await app.records.create(ana.actor, "boat", { name: `Lent ${at}`, owner: boris.id });
    const html = await page(ana, "/boats?group=owner&columns=name");
    expect(headings(html)).toEqual(["Boris 13", "Ana 8"]);
    expect(under(html).map(({ length }) => length)).toEqual([10, 8]);
    const all = await page(ana, /href="(\/boats\?[^"]*)">All 13 in Boris/.exec(html)?.[1] ?? "");
    expect(all).toContain('<span class="count">13</span>');
    expect(headings(all)).toEqual([]);
    for (const { id } of (await app.records.list(ana.actor, "boat", { q: "Lent", limit: 20 })).data)
      await app.records.remove(ana.actor, "boat", id);
  });

  test("walks from record to record within the heading", async () => {
    const html = await page(ana, `/boats?group=rig&sort=name&${shape}`);
    const href = /class="row-link" href="([^"]*)"[^>]*>Boat 3</.exec(html)?.[1] ?? "";
    expect(await page(ana, href)).toContain("1 of 3");
  });

  test("names people, and only what the reader may see counts", async () => {
    expect(headings(await page(boris, "/boats?group=owner&columns=name"))).toEqual(["Boris 5"]);
  });

  test("keeps its filter and its search", async () => {
    const dear = await page(ana, `/boats?group=rig&filter[price][gte]=800&${shape}`);
    expect(headings(dear).map((row) => row.split(" ")[1])).toEqual(expect.arrayContaining(["1"]));
    expect(under(dear).flat().sort()).toEqual(["Boat 10", "Boat 11", "Boat 12", "Boat 8", "Boat 9"]);
    expect(headings(await page(ana, `/boats?group=rig&q=boat+1&${shape}`)).join()).toContain("sloop");
  });

  test("is saved with a view, which an address may show ungrouped", async () => {
    const saved = await ana.send("/boats/views", { list: `group=rig&${shape}`, name: "By rig", sharing: "me" });
    const view = saved.headers.get("location") ?? "";
    const html = await page(ana, view);
    expect(headings(html)).toHaveLength(3);
    expect(html).not.toContain("save=new");
    const flat = await page(ana, `${view}&group=`);
    expect(headings(flat)).toEqual([]);
    expect(flat).toContain("save=new");
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

test("a test system says on every page what it is, also where nobody has signed in", async () => {
  for (const html of [await page(ana, "/boats"), await (await fetch(`${app.url}/login`)).text()])
    expect(html).toContain(
      '<div class="ribbon-bar">Übung & Test'.replace("&", html.includes("&amp; Test") ? "&amp;" : "&"),
    );
});
