// The board asked like a list: filters, search, and views of its own.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";

let app: TestApp;
let ana: TestPerson;
let ben: TestPerson;
let board: string;

const today = new Date().toISOString().slice(0, 10);

beforeAll(async () => {
  app = await startTestApp();
  [ana, ben] = [await app.person("admin", { name: "Ana" }), await app.person("sales", { name: "Ben" })];
  const { id } = await app.get(services.sales).pipelines.createFromTemplate(ana.actor, "simple", "en");
  board = `pipeline=${id}&owner=all`;
  const amount = { amount: "100", currency: "EUR" };
  await app.records.create(ana.actor, "deal", { name: "Oak now", amount, closeDate: today });
  await app.records.create(ana.actor, "deal", { name: "Oak later", amount, closeDate: "2099-01-01" });
  await app.records.create(ana.actor, "deal", { name: "Ben now", amount, closeDate: today, owner: ben.id });
});
afterAll(() => app.stop());

const plain = (html: string): string => html.replaceAll("&amp;", "&").replaceAll("&#x3D;", "=");
const page = async (path: string, who = ana): Promise<string> => plain(await (await who.visit(path)).text());
const cards = (html: string): string[] =>
  ["Oak now", "Oak later", "Ben now"].filter((name) => html.slice(html.indexOf('id="board"')).includes(name));
const hrefOf = (html: string, text: string): string =>
  new RegExp(`<a href="([^"]*)"[^>]*>${text}`).exec(html)?.[1] ?? "";

/** The board after a question was answered on it. */
async function filtered(): Promise<string> {
  const asked = await page(`/deals/board?${board}&add=closeDate`);
  expect(asked).toContain('name="board"');
  const typed = { board, list: "", field: "closeDate", op: "within", value: "thisMonth" };
  const answer = await ana.visit(`/deals/filter?${new URLSearchParams(typed)}`);
  expect(answer.status).toBe(303);
  return answer.headers.get("location") ?? "";
}

describe("the board of deals", () => {
  test("is filtered where it stands, and a chip takes the filter away", async () => {
    const path = await filtered();
    expect(path).toMatch(/^\/deals\/board\?pipeline=/);
    const html = await page(path);
    expect(cards(html)).toEqual(["Oak now", "Ben now"]);
    expect(html).toContain("Expected close: this month");
    const without = /this month <a href="([^"]*)"/.exec(html)?.[1] ?? "";
    expect(cards(await page(without))).toEqual(["Oak now", "Oak later", "Ben now"]);
    expect(cards(await page(hrefOf(html, "Mine")))).toEqual(["Oak now"]);
    expect(cards(await page(`${path}&q=ben`))).toEqual(["Ben now"]);
  });

  test("says on the spot what is wrong with an answer", async () => {
    const typed = { board, list: "", field: "amount", op: "between", from: "much" };
    const answer = await ana.visit(`/deals/filter?${new URLSearchParams(typed)}`);
    expect(answer.status).toBe(422);
    expect(plain(await answer.text())).toContain(`name="board" value="${board}"`);
  });

  test("keeps views of its own, with whose deals they show, one click away", async () => {
    const path = await filtered();
    const mine = await page(path.replace("owner=all", "owner=me"));
    const saving = /href="([^"]*save=new)"/.exec(mine)?.[1] ?? "";
    const form = (await page(saving)).split('<form class="panel inline-form"')[1] ?? "";
    const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? "";
    const values = { list: field("list"), board: field("board"), name: "Closing this month", sharing: "all" };
    const saved = await ana.send("/deals/views", values);
    const view = saved.headers.get("location") ?? "";
    expect(view).toMatch(/^\/deals\/board\?pipeline=/);

    const opened = await page(hrefOf(await page("/deals/board"), "Closing this month"));
    expect(cards(opened)).toEqual(["Oak now"]);
    expect(opened).not.toContain("Save as view");
    expect(await page("/deals")).not.toContain("Closing this month");
    // A colleague sees their own deals through it.
    const theirs = hrefOf(await page("/deals/board", ben), "Closing this month");
    expect(cards(await page(theirs, ben))).toEqual(["Ben now"]);
    expect(cards(await page(hrefOf(opened, "All")))).toEqual(["Oak now", "Oak later", "Ben now"]);
  });

  test("carries its view along when a card is moved", async () => {
    const opened = hrefOf(await page("/deals/board"), "Closing this month");
    const query = opened.slice(opened.indexOf("?") + 1);
    const html = await page(opened);
    const [, id = ""] = /data-card="\/deals\/([^"]*)"/.exec(html) ?? [];
    const { stages } = await app
      .get(services.sales)
      .pipelines.get(ana.actor, new URLSearchParams(query).get("pipeline") ?? "");
    const moved = await ana.send(
      `/deals/${id}/stage?${query}`,
      { stage: stages[1]?.id ?? "", version: "1" },
      { headers: { "HX-Request": "true" } },
    );
    expect(moved.status).toBe(200);
    expect(cards(plain(await moved.text()))).toEqual(["Oak now"]);
  });

  test.each([
    "list=view%3Dnothing",
    "list=filter%5Bnothing%5D%3D1",
    "list=sort%3Dnothing",
    "add=nothing",
    "list=q%3D%00",
  ])("answers %s with no more than a bad request", async (query) =>
    expect([200, 400, 404]).toContain((await ana.visit(`/deals/board?${board}&${query}`)).status),
  );
});
