import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Mode } from "../../../../core/records/access/mode.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";
import { defineVessel } from "../../../support/vessels.ts";

let app: TestApp;
let ana: TestPerson;
let sara: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  [ana, sara] = [await app.person("admin"), await app.person("sales")];
  await defineVessel(ana);
});
afterAll(() => app.stop());

const base = "/api/v1/objects/vessels";
const page = async (person: TestPerson, path: string) => await (await person.visit(path)).text();
const make = async (person: TestPerson, input: object) =>
  (await (await person.api("POST", base, input)).json()) as { id: string; version: number };
const price = (amount: string, currency = "EUR") => ({ amount, currency });
const state = async (id: string) =>
  ((await (await ana.api("GET", `${base}/${id}`)).json()) as { custom: { state: string | null } }).custom.state;
/** The text of one column, tags taken out. */
const column = (html: string, id: string) =>
  (html.split(`id="column-${id}"`)[1] ?? "")
    .split("</section>")[0]!
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
const htmx = { headers: { "HX-Request": "true" } };

describe("the board of a kind", () => {
  test("has a column per option with its count and what it adds up to", async () => {
    await make(ana, { name: "Swift", custom: { state: "planned", price: price("1000") } });
    await make(ana, { name: "Tern", custom: { state: "planned", price: price("500.5") } });
    await make(ana, { name: "Gull", custom: { state: "planned", price: price("70", "USD") } });
    await make(ana, { name: "Ghost", custom: {} });
    const html = await page(ana, "/vessels/board");
    const planned = column(html, "planned");
    for (const words of ["Planned", " 3 ", "1,500.50", "$70", "Swift", "Tern"]) expect(planned).toContain(words);
    expect(column(html, "built")).toContain(" 0 ");
    expect(column(html, "")).toContain("Ghost");
    expect(await page(ana, "/vessels")).toContain('href="/vessels/board"');
  });

  test("shows a person only what they may see, in counts and sums too", async () => {
    await make(sara, { name: "Sara's own", custom: { state: "built", price: price("9") } });
    const html = await page(sara, "/vessels/board");
    expect(html).not.toContain("Swift");
    expect(column(html, "planned")).toContain(" 0 ");
    expect(column(html, "built")).toContain("€9");
    expect(column(await page(ana, "/vessels/board?owner=me"), "built")).toContain(" 0 ");
  });

  test("moves a card by drag, by menu and by a plain form, with a way back", async () => {
    const { id, version } = await make(sara, { name: "Moved", custom: { state: "planned" } });
    const menu = await (await sara.visit(`/vessels/${id}/moves?board=1&owner=all`, htmx)).text();
    expect(menu).toContain('name="column" value="built"');
    expect(menu).not.toContain("<html");
    const moved = await sara.send(
      `/vessels/${id}/moves?board=1&owner=all`,
      { column: "built", version: `${version}` },
      htmx,
    );
    const part = await moved.text();
    expect([moved.status, part.includes("<html")]).toEqual([200, false]);
    expect(part).toContain("Moved is now in Built.");
    expect(part).toContain(`/changes/vessel/${id}/${version + 1}/undo`);
    expect(await state(id)).toBe("built");
    expect(await page(sara, `/vessels/${id}/moves`)).toContain("Move Moved");
    const plain = await sara.send(`/vessels/${id}/moves?board=1&owner=me`, { column: "planned" });
    expect([plain.status, plain.headers.get("location")]).toEqual([303, "/vessels/board?owner=me"]);
    await sara.send(`/changes/vessel/${id}/${version + 2}/undo`);
    expect(await state(id)).toBe("built");
  });

  test("says why a card cannot go there, and who was faster", async () => {
    const { id, version } = await make(sara, { name: "Stays", custom: { state: "planned" } });
    const move = (column: string, at: number) =>
      sara.send(`/vessels/${id}/moves?board=1&owner=all`, { column, version: `${at}` }, htmx);
    const wrong = await move("sunk", version);
    expect([wrong.status, (await wrong.text()).includes("not one of the choices")]).toEqual([422, true]);
    await ana.api("PATCH", `${base}/${id}`, { custom: { state: "built" } });
    const late = await move("", version);
    expect([late.status, (await late.text()).includes("Somebody was faster. Stays is now in Built.")]).toEqual([
      409,
      true,
    ]);
    const foreign = await make(ana, { name: "Foreign", custom: { state: "planned" } });
    expect((await sara.send(`/vessels/${foreign.id}/moves`, { column: "built" })).status).toBe(404);
    expect(await state(foreign.id)).toBe("planned");
  });

  test("gives the cards that follow, and is not there for kinds without one", async () => {
    await Promise.all(
      Array.from({ length: 55 }, (_, at) => make(ana, { name: `Row ${at}`, custom: { state: "built" } })),
    );
    const html = await page(ana, "/vessels/board");
    const more = /hx-get="([^"]*cards[^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&").replaceAll("&#x3D;", "=") ?? "";
    const rest = await page(ana, more);
    const shown = [...html.matchAll(/id="card-([^"]+)"/g), ...rest.matchAll(/id="card-([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(shown).size).toBe(shown.length);
    expect(rest).toContain("board-card");
    expect((await ana.visit("/vessels/board/cards?column=sunk&after=x")).status).toBe(400);
    for (const path of ["/companies/board", "/contacts/board"]) expect((await ana.visit(path)).status).toBe(404);
    expect((await ana.visit("/deals/board")).status).toBe(200);
  });
});

describe("a field that a role may not see", () => {
  const board = async (state: Mode, price: Mode) => {
    await setAccess(app, "vessel", { "custom.state": { sales: state }, "custom.price": { sales: price } });
    const answer = await sara.visit("/vessels/board");
    return { status: answer.status, html: await answer.text() };
  };

  test("is not told by the board either, and one that may only be read moves no card", async () => {
    await make(sara, { name: "Secret", custom: { state: "planned", price: price("4711") } });
    expect((await board("edit", "edit")).html).toContain("4,711");
    for (const mode of ["hidden", "masked"] as const) {
      expect((await board("edit", mode)).html).not.toContain("4,711");
      expect((await board(mode, "edit")).status).toBe(404);
      expect(await page(sara, "/vessels")).not.toContain("/vessels/board");
    }
    expect((await board("read", "edit")).html).not.toContain('draggable="true"');
    expect((await board("edit", "edit")).html).toContain('draggable="true"');
  });
});

describe("a record's page", () => {
  test("lists who points at it, each to those who may see them", async () => {
    const company = (await (await ana.api("POST", "/api/v1/companies", { name: "Werft" })).json()) as { id: string };
    await make(ana, { name: "Ana's ship", custom: { client: company.id } });
    await make(sara, { name: "Sara's ship", custom: { client: company.id, state: "built" } });
    const seen = await page(sara, `/companies/${company.id}`);
    expect(seen).toContain("Sara&#x27;s ship");
    expect(seen).not.toContain("Ana&#x27;s ship");
    expect(seen).toContain(`/vessels/new?custom.client&#x3D;${company.id}`);
    expect(await page(ana, `/companies/${company.id}`)).toContain("All 2");
    expect(await page(ana, `/vessels/new?custom.client=${company.id}`)).toContain("Werft");
  });
});
