import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import type { Sales } from "../../../core/deals/sales.ts";
import type { Stage } from "../../../core/deals/setup.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";

let app: TestApp;
let ana: TestPerson;
let ben: TestPerson;
let sales: Sales;
let pipeline: string;
let stages: readonly Stage[];

beforeAll(async () => {
  app = await startTestApp();
  [ana, ben] = [await app.person("admin", { name: "Ana" }), await app.person("sales", { name: "Ben" })];
  sales = app.get(services.sales);
  pipeline = (await sales.pipelines.createFromTemplate(ana.actor, "simple", "en")).id;
  stages = (await sales.pipelines.get(ana.actor, pipeline)).stages;
});
afterAll(() => app.stop());

const create = (values: Record<string, unknown> = {}) =>
  app.records.create(ana.actor, "deal", {
    name: "Fifty chairs",
    amount: { amount: "100", currency: "EUR" },
    ...values,
  });
const stage = (name: string): string => stages.find((one) => one.name === name)?.id ?? "";
const query = () => `pipeline=${pipeline}&owner=all`;
const part = { headers: { "HX-Request": "true" } };

describe("the board", () => {
  test("shows open stages with count, sum and cards", async () => {
    await create({ name: "Oak tables" });
    const html = await (await ana.visit("/deals/board")).text();
    expect(html).toContain("Oak tables");
    expect(html).toContain(`data-drop="${stage("New")}"`);
    expect(html.match(/class="board-column"/g)).toHaveLength(3);
  });

  test("answers a move with the same piece that the page is made of", async () => {
    const deal = await create();
    const moved = await ana.send(
      `/deals/${deal.id}/stage?${query()}`,
      { stage: stage("Qualified"), version: "1" },
      part,
    );
    expect(moved.status).toBe(200);
    const html = await moved.text();
    expect(html).toContain("is now in Qualified");
    const page = await (await ana.visit(`/deals/board?${query()}`)).text();
    const board = (text: string) =>
      text
        .slice(text.indexOf('<div id="board"'), text.indexOf('<div class="drop-zones"'))
        .replaceAll(" autofocus", "")
        .replace(/ data-version="\d+"/g, "");
    expect(board(html)).toBe(board(page));
  });

  test("moves by a plain form too, and comes back", async () => {
    const deal = await create();
    const moved = await ana.send(`/deals/${deal.id}/stage`, { stage: stage("Offer sent"), back: "/deals/board" });
    expect([moved.status, moved.headers.get("location")]).toEqual([303, "/deals/board"]);
    expect((await app.records.get(ana.actor, "deal", deal.id))["stage"]).toBe(stage("Offer sent"));
  });

  test("says why a card cannot go there, and shows it where it was", async () => {
    const deal = await create({ name: "Unloved" });
    const lost = await ana.send(`/deals/${deal.id}/stage?${query()}`, { stage: stage("Lost") }, part);
    expect(lost.status).toBe(422);
    const html = await lost.text();
    expect(html).toContain("Say why the deal is lost");
    expect(html).toContain("Unloved");
  });

  test("tells the second of two people where the card is now", async () => {
    const deal = await create();
    await ana.send(`/deals/${deal.id}/stage?${query()}`, { stage: stage("Offer sent"), version: "1" }, part);
    const late = await ana.send(
      `/deals/${deal.id}/stage?${query()}`,
      { stage: stage("Qualified"), version: "1" },
      part,
    );
    expect(late.status).toBe(409);
    expect(await late.text()).toContain("Somebody was faster");
  });

  test("does not show or move what a salesperson may not see", async () => {
    const deal = await create({ name: "Secret of Ana" });
    expect(await (await ben.visit("/deals/board")).text()).not.toContain("Secret of Ana");
    expect((await ben.send(`/deals/${deal.id}/stage`, { stage: stage("Qualified") })).status).toBe(404);
  });

  test("loads more cards as a piece", async () => {
    const answer = await ana.visit(`/deals/board/cards?pipeline=${pipeline}&owner=all&stage=${stage("New")}`, part);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("board-card");
  });

  test("refuses addresses that mean nothing", async () => {
    for (const path of [
      "cards?pipeline=1&stage=x",
      `cards?pipeline=${pipeline}&stage=${stage("New")}&after=nonsense`,
    ]) {
      expect((await ana.visit(`/deals/board/${path}`, part)).status).toBeLessThan(500);
      expect((await ana.visit(`/deals/board/${path}`, part)).status).toBeGreaterThanOrEqual(400);
    }
  });
});

describe("closing on a page", () => {
  test("as lost comes back with what was typed until a reason is given", async () => {
    const deal = await create();
    const first = await ana.send(`/deals/${deal.id}/closure`, { outcome: "lost", lostNote: "They went quiet" });
    expect(first.status).toBe(422);
    const html = await first.text();
    expect(html).toContain("They went quiet");
    expect(html).toContain("Say why the deal is lost");
    const [reason] = await sales.pipelines.lossReasons(ana.actor);
    const second = await ana.send(`/deals/${deal.id}/closure`, { outcome: "lost", lostReason: reason?.id ?? "" });
    expect(second.status).toBe(303);
  });

  test("as won offers the way back, which needs no more than a click", async () => {
    const deal = await create();
    const won = await (await ana.send(`/deals/${deal.id}/closure?${query()}`, { outcome: "won" }, part)).text();
    const undo = /action="([^"]*reopening[^"]*)"/.exec(won)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect((await ana.send(undo, {})).status).toBe(303);
    expect((await app.records.get(ana.actor, "deal", deal.id))["status"]).toBe("open");
  });
});

describe("Undo of what one has just done", () => {
  test("takes back a deal won by mistake", async () => {
    const deal = await create();
    await ana.send(`/deals/${deal.id}/closure`, { outcome: "won" });
    expect((await ana.send("/changes/last/undo")).status).toBe(303);
    const open = await app.records.get(ana.actor, "deal", deal.id);
    expect(open).toMatchObject({ status: "open", stage: deal["stage"], closedOn: null });
  });
});

describe("REST", () => {
  test("closes, moves and opens again as resources", async () => {
    const deal = await create();
    const won = await ana.api("POST", `/api/v1/deals/${deal.id}/closure`, { outcome: "won" });
    expect([won.status, won.headers.get("etag")]).toEqual([200, '"v2"']);
    const open = await ana.api("POST", `/api/v1/deals/${deal.id}/reopening`, { reason: "Not signed" });
    expect(await open.json()).toMatchObject({ status: "open", reopenReason: "Not signed" });
    const moved = await ana.api("POST", `/api/v1/deals/${deal.id}/stage`, { stage: stage("Offer sent") });
    expect(await moved.json()).toMatchObject({ stage: stage("Offer sent") });
    const stays = (await (await ana.api("GET", `/api/v1/deals/${deal.id}/stages`)).json()) as { data: object[] };
    expect(stays.data).toHaveLength(4);
  });

  test("answers a board, sums and figures", async () => {
    const board = (await (await ana.api("GET", `/api/v1/pipelines/${pipeline}/board?limit=2`)).json()) as {
      data: { count: number; cards: object[] }[];
    };
    expect(board.data).toHaveLength(5);
    expect(board.data.every((column) => column.cards.length <= 2)).toBe(true);
    const sums = (await (
      await ana.api("GET", "/api/v1/deals/summary?group=stage,closeDate.month,owner&sum=amount")
    ).json()) as { data: { count: number }[] };
    const total = board.data.reduce((all, column) => all + column.count, 0);
    expect(sums.data.reduce((all, row) => all + row.count, 0)).toBe(total);
    for (const path of ["figures", "funnel", "forecast", "losses"])
      expect((await ana.api("GET", `/api/v1/deals/${path}`)).status).toBe(200);
  });

  test.each([
    ["GET", "/api/v1/deals/summary?group=nothing", 400],
    ["GET", "/api/v1/deals/summary?grup=stage", 400],
    ["GET", "/api/v1/deals/figures?from=yesterday", 400],
    ["GET", "/api/v1/deals/figures?pipeline=';drop", 400],
    ["GET", "/api/v1/pipelines/not-an-id/board", 404],
    ["GET", "/api/v1/deals/funnel?pipeline=01890000-0000-7000-8000-000000000000", 200],
    ["PUT", "/api/v1/exchange-rates/USD/2026-02-31", 422],
  ])("%s %s is answered with %i", async (method, path, status) => {
    expect((await ana.api(method, path, method === "PUT" ? { rate: "1" } : undefined)).status).toBe(status);
  });
});

describe("pages of selling", () => {
  test.each(["/deals/figures", "/settings/pipelines", "/"])("%s opens for an administrator", async (path) => {
    expect((await ana.visit(path)).status).toBe(200);
  });

  test("settings of pipelines are not for salespeople", async () => {
    expect((await ben.visit("/settings/pipelines")).status).toBe(403);
  });

  test("a stage is added, renamed and moved", async () => {
    const home = `/settings/pipelines/${pipeline}`;
    await ana.send(`${home}/stages`, { name: "Demo", type: "open", probability: "55" });
    const made = (await sales.pipelines.get(ana.actor, pipeline)).stages.find((one) => one.name === "Demo");
    expect(made).toMatchObject({ type: "open", probability: "55.0000" });
    await ana.send(`${home}/stages/${made?.id}`, {
      name: "Demonstration",
      probability: "60",
      quietAfter: "9",
      needs: "amount",
      needsAsked: "1",
    });
    await ana.send(`${home}/stages/${made?.id}/place`, { to: "up" });
    const after = await sales.pipelines.get(ana.actor, pipeline);
    expect(after.stages.map((one) => one.name).indexOf("Demonstration")).toBe(2);
    expect(after.stages[2]).toMatchObject({ quietAfter: 9, entryRules: { required: ["amount"] } });
  });
});

describe("the OpenAPI document", () => {
  test("describes what the selling routes answer", async () => {
    const { paths, components } = (await (await ana.api("GET", "/api/v1/openapi.json")).json()) as {
      paths: Record<string, object>;
      components: { schemas: Record<string, object> };
    };
    expect(Object.keys(paths)).toContain("/api/v1/pipelines/{id}/board");
    const ajv = new Ajv2020({ strict: false, formats: { uuid: true, date: true, "date-time": true, decimal: true } });
    ajv.addSchema({ $id: "doc", components });
    const fits = (schema: string, value: unknown): void => {
      const check = ajv.compile({ $ref: `doc#/components/schemas/${schema}` });
      expect(check(value) || check.errors).toBe(true);
    };
    const read = async (path: string) =>
      (await (await ana.api("GET", `/api/v1/${path}`)).json()) as { data: unknown[] };
    for (const column of (await read(`pipelines/${pipeline}/board`)).data) fits("BoardColumn", column);
    for (const row of (await read("deals/summary?group=stage&sum=amount")).data) fits("SummaryRow", row);
    for (const line of (await read("deals/forecast")).data) fits("ForecastLine", line);
    for (const loss of (await read("deals/losses")).data) fits("Loss", loss);
    fits("Figures", await read("deals/figures?target=1000"));
    fits("Funnel", await read("deals/funnel"));
  });
});

describe("a stage with more cards than are shown", () => {
  test("gives them all, each once, piece by piece", async () => {
    const made = new Set<string>();
    for (let at = 0; at < 7; at++) made.add((await create({ stage: stage("Offer sent"), name: `Card ${at}` })).id);
    const seen: string[] = [];
    let after = "";
    do {
      const path = `/api/v1/pipelines/${pipeline}/board?limit=3&stage=${stage("Offer sent")}&after=${encodeURIComponent(after)}`;
      const { data } = (await (await ana.api("GET", path)).json()) as {
        data: { cards: { id: string }[]; next: string | null }[];
      };
      seen.push(...(data[0]?.cards.map((card) => card.id) ?? []));
      after = data[0]?.next ?? "";
    } while (after !== "");
    expect(new Set(seen).size).toBe(seen.length);
    expect([...made].every((id) => seen.includes(id))).toBe(true);
  });
});

describe("a board of some deals", () => {
  const names = (html: string): boolean[] => ["Narrow oak", "Narrow pine"].map((name) => html.includes(name));
  const board = async (query: string): Promise<Response> => await ana.visit(`/deals/board?${query}`);
  const listed = (list: string): string => new URLSearchParams({ list }).toString();

  test("shows what its filter and its search say, with their sums, and moves keep them", async () => {
    const [oak] = [await create({ name: "Narrow oak", amount: { amount: "5", currency: "EUR" } })];
    await create({ name: "Narrow pine", amount: { amount: "7", currency: "EUR" } });
    expect(names(await (await board("q=narrow")).text())).toEqual([true, true]);
    const filtered = await (await board(listed("filter[amount][lte]=5&q=narrow"))).text();
    expect(names(filtered)).toEqual([true, false]);
    expect(filtered).toContain("€5");
    const moved = await ana.send(
      `/deals/${oak.id}/stage?${query()}&${listed("filter[amount][lte]=5&q=narrow")}`,
      { stage: stage("Qualified"), version: "1" },
      part,
    );
    expect(names(await moved.text())).toEqual([true, false]);
  });

  test("is reached from the list, and leads back to it", async () => {
    const list = await (await ana.visit("/deals?filter[amount][lte]=5&q=narrow")).text();
    const href =
      /href="(\/deals\/board\?[^"]*)"/.exec(list)?.[1]?.replaceAll("&amp;", "&").replaceAll("&#x3D;", "=") ?? "";
    const html = await (await ana.visit(href)).text();
    expect(names(html)).toEqual([true, false]);
    expect(html.replaceAll("&amp;", "&").replaceAll("&#x3D;", "=")).toMatch(
      /href="\/deals\?filter%5Bamount%5D%5Blte%5D=5&q=narrow"/,
    );
  });

  test.each(["filter[nothing]=1", "filter[amount][like]=1", "filter[[=1"])("is refused for %s", async (list) =>
    expect((await board(listed(list))).status).toBe(400),
  );
});
