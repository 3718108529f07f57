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
  for (let at = 1; at <= 60; at++) {
    const rig = at % 2 ? "sloop" : "ketch";
    const price = { amount: String(at * 100), currency: at % 20 ? "EUR" : "USD" };
    await app.records.create(ana.actor, "boat", {
      name: `Boat ${String(at).padStart(2, "0")}`,
      rig,
      price,
      owner: at <= 5 ? boris.id : ana.id,
    });
  }
});
afterAll(() => app.stop());

const page = async (who: TestPerson, path: string) => await (await who.visit(path)).text();
const titles = (html: string) => [...html.matchAll(/data-row-link>([^<]*)</g)].map(([, title]) => title);
const columns = "columns=name,rig,price";

describe("a list of any kind", () => {
  test("shows the title, the number of all and a page of fifty", async () => {
    const html = await page(ana, "/boats");
    expect(html).toContain('<span class="count">60</span>');
    expect(titles(html)).toHaveLength(50);
  });

  test("goes on where the page before ended", async () => {
    const first = await page(ana, "/boats?sort=name");
    const next = /href="([^"]*)" rel="next"/.exec(first)?.[1]?.replaceAll("&amp;", "&").replaceAll("&#x3D;", "=") ?? "";
    const second = await page(ana, next);
    expect(titles(second)).toEqual(Array.from({ length: 10 }, (_, at) => `Boat ${51 + at}`));
    expect(second).toContain("51–60 of 60");
  });

  test("adds up money by currency, over all pages", async () => {
    const html = await page(ana, `/boats?${columns}`);
    expect(html).toContain("€171,000");
    expect(html).toContain("$12,000");
  });

  test("shows each person only what they may see", async () => {
    expect(titles(await page(boris, "/boats"))).toHaveLength(5);
  });

  test("does not exist for a kind that does not exist", async () => {
    expect((await ana.visit("/submarines")).status).toBe(404);
  });

  test("finds by free text", async () => {
    expect(titles(await page(ana, "/boats?q=boat+07"))).toEqual(["Boat 07"]);
  });
});

describe("a filter", () => {
  const asked = "filter[rig]=ketch&filter[price][gte]=5000&sort=-price";

  test("gives the same records on the page, in REST and in an exported file", async () => {
    const api = (await (await ana.api("GET", `/api/v1/boats?${asked}&limit=200`)).json()) as {
      data: { name: string }[];
    };
    const names = api.data.map((boat) => boat.name);
    expect(titles(await page(ana, `/boats?${asked}`))).toEqual(names);
    const file = await page(ana, `/boats/export.csv?${asked}`);
    expect([...file.matchAll(/Boat \d\d/g)].map(([name]) => name)).toEqual(names);
  });

  test("stands on the page in words, each with its way out", async () => {
    const html = await page(ana, `/boats?${asked}`);
    expect(html.match(/class="chip"/g)).toHaveLength(2);
  });

  test("is asked by a form that needs no script", async () => {
    const form = await page(ana, "/boats?add=price");
    expect(form).toContain('action="/boats/filter"');
    const answer = await ana.visit("/boats/filter?list=&field=price&op=between&from=5,800&to=");
    expect(answer.status).toBe(303);
    const to = answer.headers.get("location") ?? "";
    expect(decodeURIComponent(to)).toBe("/boats?filter[price][gte]=5800.00");
    expect(titles(await page(ana, to))).toHaveLength(3);
  });

  test("keeps what was typed when it does not fit", async () => {
    const answer = await ana.visit("/boats/filter?list=&field=price&op=between&from=dear&to=");
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('value="dear"');
  });

  test.each([
    "filter[nothing]=1",
    "filter[price][like]=1",
    "sort=nothing",
    "sort=mother",
    "after=made-up",
    "filter[price][gte]=dear",
  ])("that cannot be understood is refused, never an accident: %s", async (asked) =>
    expect((await ana.visit(`/boats?${asked}`)).status).toBe(400),
  );

  test("answers a hostile text as a text", async () => {
    const answer = await ana.visit(`/boats?q=${encodeURIComponent(`'"><script>alert(1)</script>`)}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toContain("<script>alert");
  });
});

describe("a saved view", () => {
  test("remembers the list, is shared, and shows each person only their own records", async () => {
    const list = "filter[rig]=sloop&sort=name";
    const saved = await ana.send("/boats/views", { list, name: "Sloops", sharing: "all" });
    const to = saved.headers.get("location") ?? "";
    expect(to).toMatch(/^\/boats\?view=/);
    expect(titles(await page(ana, to))).toHaveLength(30);
    expect(titles(await page(boris, to))).toEqual(["Boat 01", "Boat 03", "Boat 05"]);
  });

  test("outlives a field that was one of its columns", async () => {
    const list = "columns=name,rig&sort=name";
    const to = (await ana.send("/boats/views", { list, name: "Old", sharing: "me" })).headers.get("location") ?? "";
    const columns = JSON.stringify(["name", "custom.gone"]);
    await app.db.query({ text: "update views set columns = $1 where name = 'Old'", values: [columns] });
    expect((await ana.visit(to)).status).toBe(200);
  });

  test("of one's own is nobody else's", async () => {
    const to =
      (await ana.send("/boats/views", { list: "q=42", name: "Mine", sharing: "me" })).headers.get("location") ?? "";
    expect((await boris.visit(to)).status).toBe(404);
  });

  test("cannot be shared with everybody by everybody", async () => {
    expect((await boris.send("/boats/views", { list: "", name: "All", sharing: "all" })).status).toBe(403);
  });

  test("is changed and deleted by its owner only", async () => {
    const to =
      (await ana.send("/boats/views", { list: "", name: "Kept", sharing: "all" })).headers.get("location") ?? "";
    const id = to.split("view=")[1] ?? "";
    expect((await boris.send(`/views/${id}/removal`)).status).toBe(403);
    expect((await ana.send(`/views/${id}`, { name: "Renamed", sharing: "team" })).status).toBe(303);
    expect(await page(ana, to)).toContain("Renamed");
    expect((await ana.send(`/views/${id}/removal`)).headers.get("location")).toBe("/boats");
  });
});
