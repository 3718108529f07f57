// What says who took a list out: its number, its last line, the register; and asking for lists over REST.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unpackParts } from "../../../../core/records/import/file/xlsx-parts.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { uploaded } from "../../../support/ways/way.ts";

let app: TestApp;
let manager: TestPerson;
let seller: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  await app.grant("sales", "contacts.export", "own");
  await app.grant("sales", "contacts.read", "all");
  [manager, seller] = [await app.person("manager", { name: "Mara Koleva" }), await app.person("sales")];
  for (const name of ["Ana", "Boris"]) await manager.api("POST", "/api/v1/contacts", { name });
  await seller.api("POST", "/api/v1/contacts", { name: "Vera", phone: "+359 88 123 4567" });
});
afterAll(() => app.stop());

const numberOf = (answer: Response): number => Number(answer.headers.get("Trellis-Export"));

describe("a list of clients that somebody takes out", () => {
  test("says in its last line, its name and the register who took it, and under which number", async () => {
    const answer = await manager.visit("/contacts/export.csv?fields=name");
    const [text, number] = [await answer.text(), numberOf(answer)];
    expect(text.trimEnd().split("\n").at(-1)).toMatch(
      new RegExp(`^"# Trellis: Export no. ${number}, Mara Koleva, \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC"$`),
    );
    expect(answer.headers.get("Content-Disposition")).toContain(`-${number}.csv`);
    const register = (await (await manager.api("GET", "/api/v1/exports/register")).json()) as { data: object[] };
    expect(register.data[0]).toMatchObject({ number, kind: "contact", rows: 2, by: { title: "Mara Koleva" } });
    expect(await (await manager.visit("/exports")).text()).toContain(`#${number}<`);
  });

  test("has a number of its own each time, in a workbook and on cards too", async () => {
    const book = await manager.visit("/contacts/export.xlsx?fields=name");
    const sheet = [...(await unpackParts(Buffer.from(await book.arrayBuffer()), /sheet1|sharedStrings/)).values()];
    expect(sheet.join()).toContain(`# Trellis: Export no. ${numberOf(book)}, Mara Koleva`);
    const cards = await manager.visit("/contacts/export.vcf");
    expect(await cards.text()).toMatch(
      new RegExp(`PRODID;VALUE=TEXT:# Trellis: Export no. ${numberOf(cards)}\\\\, Mara`),
    );
    expect(numberOf(cards)).toBeGreaterThan(numberOf(book));
    const text = "select detail from audit_events where action = 'list.export_ended' order by seq desc limit 1";
    expect(await app.db.query({ text }), "cards are in the trail").toMatchObject([
      { detail: { rows: 2, complete: true } },
    ]);
  });

  test("is lines alone for programs, and for what is no client", async () => {
    const program = await manager.api("GET", "/api/v1/contacts/export.csv?fields=name");
    expect(await program.text()).not.toContain("Trellis");
    expect(numberOf(program)).toBeGreaterThan(0);
    expect(await (await manager.visit("/deals/export.csv")).text()).not.toContain("Trellis");
  });

  test("comes in again without that line", async () => {
    const file = await (await manager.visit("/contacts/export.csv?fields=name")).text();
    const id = await uploaded(manager, file);
    await manager.api("PUT", `/api/v1/imports/${id}/plan`, { columns: { Name: { to: "name" } } });
    const checked = await manager.api("POST", `/api/v1/imports/${id}/check`);
    expect(JSON.stringify(await checked.json())).not.toContain("Trellis");
    const text = "select count(*)::int as n from import_rows where import_id = $1";
    expect(await app.db.query({ text, values: [id] })).toEqual([{ n: 2 }]);
  });

  test("holds on cards, too, no more than the right to take out reaches", async () => {
    await app.db.query({ text: "delete from export_limits" });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    const cards = await (await seller.visit("/contacts/export.vcf")).text();
    expect(cards.match(/^FN:.*$/gm)).toEqual(["FN:Vera"]);
    await app.db.query({ text: "insert into export_limits values ('sales', 200)" });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
  });
});

describe("asking over REST", () => {
  const ask = async (body: object) => await seller.api("POST", "/api/v1/exports", body);
  const query = { filter: { field: "name", op: "eq", value: "Vera" }, fields: ["name", "phone"] };

  test("is agreed to by somebody else, and taken out by whoever asked", async () => {
    const asked = await ask({ kind: "contact", query, purpose: "Calls for the fair" });
    const request = (await asked.json()) as { id: string };
    expect([asked.status, request]).toMatchObject([201, { state: "requested", rows: 1, query }]);
    expect((await seller.api("POST", `/api/v1/exports/${request.id}/approval`)).status, "oneself").toBe(403);
    expect((await seller.api("POST", `/api/v1/exports/${request.id}/file`)).status, "before").toBe(403);
    const agreed = await manager.api("POST", `/api/v1/exports/${request.id}/approval`);
    expect(await agreed.json()).toMatchObject({ state: "approved", decidedBy: "Mara Koleva" });
    expect((await manager.api("POST", `/api/v1/exports/${request.id}/file`)).status, "somebody else").toBe(404);
    const file = await seller.api("POST", `/api/v1/exports/${request.id}/file`);
    expect(await file.text()).toBe("Name,Phone\r\nVera,+359881234567\n");
    expect((await manager.api("POST", `/api/v1/exports/${request.id}/refusal`)).status, "twice").toBe(409);
  });

  test("shows one's own, and everybody's to whoever may agree", async () => {
    const request = (await (await ask({ kind: "contact", purpose: "Everything" })).json()) as { id: string };
    const ids = async (person: TestPerson): Promise<string[]> =>
      ((await (await person.api("GET", "/api/v1/exports")).json()) as { data: { id: string }[] }).data.map(
        ({ id }) => id,
      );
    expect(await ids(seller)).toContain(request.id);
    expect(await ids(manager)).toContain(request.id);
    const other = await app.person("sales");
    expect(await ids(other)).toEqual([]);
    expect((await other.api("GET", `/api/v1/exports/${request.id}`)).status).toBe(404);
    expect((await other.api("GET", "/api/v1/exports/register")).status).toBe(403);
    expect((await manager.api("GET", `/api/v1/exports/${request.id}`)).status).toBe(200);
  });

  test.each([
    ["no purpose", { kind: "contact" }, 422],
    ["no such kind", { kind: "boat", purpose: "x" }, 404],
    ["a kind one may not take out", { kind: "deal", purpose: "x" }, 403],
    ["a field that is none", { kind: "contact", query: { fields: ["salary"] }, purpose: "x" }, 400],
    ["a word that means nothing", { kind: "contact", query: { limit: 5 }, purpose: "x" }, 400],
    ["a query that is none", { kind: "contact", query: "all", purpose: "x" }, 400],
  ])("is refused in words: %s", async (_, body, status) => {
    const answer = await ask(body);
    expect([answer.status, typeof ((await answer.json()) as { code: string }).code]).toEqual([status, "string"]);
  });
});
