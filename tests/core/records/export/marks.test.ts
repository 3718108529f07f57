// What a list of clients carries unseen, and how it leads back to who took it out.
import Papa from "papaparse";
import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromText, readLeaked } from "../../../../core/records/export/marks/leaked.ts";
import { Origins, type Origin } from "../../../../core/records/export/marks/origins.ts";
import { cellsOf, firstRows, rowOf } from "../../../../core/records/export/marks/rows.ts";
import { services } from "../../../../core/sdk/services.ts";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { uploaded } from "../../../support/ways/way.ts";

let app: TestApp;
let manager: TestPerson;
let other: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  [manager, other] = [await app.person("manager", { name: "Mara Koleva" }), await app.person("manager")];
  const text = `insert into contacts (id, name, email, created_by, updated_by, search, created_at)
    select gen_random_uuid(), 'Client ' || md5(n::text), 'c' || n || '@client.example', 'x', 'x', 'client', now() - n * interval '1 hour'
    from generate_series(1, 300) n`;
  await app.db.query({ text });
});
afterAll(() => app.stop());

const all = "fields=name,email";
const fileOf = async (person: TestPerson, query: string): Promise<{ text: string; number: number }> => {
  const answer = await person.visit(`/contacts/export.csv?${query}`);
  return { text: await answer.text(), number: Number(answer.headers.get("Trellis-Export")) };
};
const origin = async (text: string): Promise<Origin[]> => await new Origins(app.db).of(manager.actor, fromText(text));
const rowsIn = (text: string): string[] => text.trim().split(/\r?\n/);
/** Without the line that everybody sees, and any number of rows. */
const cut = (text: string, from: number, until: number): string => rowsIn(text).slice(from, until).join("\n");

describe("a list that people carry around", () => {
  test("says the same as without its marks", async () => {
    const { text } = await fileOf(manager, all);
    const program = await (await manager.api("GET", `/api/v1/contacts/export.csv?${all}`)).text();
    const plain = (file: string) => rowsIn(file.replace("\ufeff", "")).toSorted();
    expect(plain(text).filter((row) => !row.includes("# Trellis"))).toEqual(plain(program));
  });

  test("leads back to its number by the order of its rows, also in part, and to no other", async () => {
    const [mine, theirs] = [await fileOf(manager, all), await fileOf(other, all)];
    for (const [from, until] of [
      [1, 301],
      [1, 140],
      [100, 260],
    ] as const) {
      const found = await origin(cut(mine.text, from, until));
      expect([from, found.map(({ number }) => number)]).toEqual([from, [mine.number]]);
      expect(found[0]?.signs).toMatchObject([{ sign: "order" }]);
    }
    expect((await origin(cut(theirs.text, 1, 301))).map(({ number }) => number)).toEqual([theirs.number]);
    expect(await origin(cut(mine.text, 1, 20)), "twenty rows are too few").toEqual([]);
    const own = rowsIn(mine.text).slice(1, 301).toSorted().join("\n");
    expect(await origin(own), "put into another order").toEqual([]);
  });

  test("keeps an order that was asked for, and leads back by blanks behind its names", async () => {
    const { text, number } = await fileOf(manager, `${all}&sort=name`);
    const names = Papa.parse<string[]>(cut(text, 1, 301)).data.map(([name = ""]) => name);
    expect(names).toEqual(names.toSorted((a, b) => (a.trim() < b.trim() ? -1 : 1)));
    expect(await origin(cut(text, 50, 200))).toMatchObject([{ number, signs: [{ sign: "blanks", agree: 100 }] }]);
  });

  test("does so as a workbook, and after a spreadsheet has written it anew", async () => {
    for (const [query, sign] of [
      [all, "order"],
      [`${all}&sort=name`, "blanks"],
    ] as const) {
      const answer = await manager.visit(`/contacts/export.xlsx?${query}`);
      const [bytes, number] = [
        new Uint8Array(await answer.arrayBuffer()),
        Number(answer.headers.get("Trellis-Export")),
      ];
      const leaked = await readLeaked(bytesSource("leaked.xlsx", bytes));
      const rows = leaked.rows.filter(([first = ""]) => !first.startsWith("# Trellis"));
      expect(await new Origins(app.db).of(manager.actor, { rows, text: "" })).toMatchObject([
        { number, signs: [{ sign }] },
      ]);
      const cells = (await readSheet(Buffer.from(bytes), 1, { trim: false })) as string[][];
      const anew = Papa.unparse(cells.slice(1, -1), { delimiter: ";" });
      expect((await origin(anew)).map((one) => one.number)).toEqual([number]);
    }
  });

  test("leads back by its line, whichever language it is in", async () => {
    const { text, number } = await fileOf(manager, all);
    const last = rowsIn(text).at(-1) ?? "";
    expect(await origin(last)).toMatchObject([
      { number, who: "Mara Koleva", kind: "contact", signs: [{ sign: "line" }] },
    ]);
    expect(await origin(`# Trellis: 导出编号 ${number}，Mara，2026`)).toMatchObject([{ number }]);
  });
});

describe("case 43: somebody who does not exist", () => {
  let admin: TestPerson;
  beforeAll(async () => {
    admin = await app.person("admin");
    expect((await admin.send("/exports/bait", { address: "Info+*@Kolev.example" })).status).toBe(303);
  });

  const known = async (text: string): Promise<string[]> => {
    const mails = [...text.matchAll(/info\+\w+@kolev\.example/g)].map(([mail]) => mail);
    return [...new Set(mails)];
  };

  test("is in each list with addresses that somebody takes out, another one each time, and leads back to it", async () => {
    const files = [await fileOf(manager, all), await fileOf(manager, `${all}&sort=name`), await fileOf(other, all)];
    const baits = await Promise.all(files.map(async ({ text }) => await known(text)));
    expect(baits.map((mails) => mails.length)).toEqual([1, 1, 1]);
    expect(new Set(baits.flat()).size).toBe(3);
    for (const [at, { number }] of files.entries())
      expect(await origin(`To: <${baits[at]?.[0]?.toUpperCase()}>\nDear client`)).toMatchObject([
        { number, signs: [{ sign: "bait" }] },
      ]);
    const line = rowsIn(files[0]?.text ?? "").findIndex((row) => row.includes("@kolev.example"));
    expect(line, "neither first nor last").toBeGreaterThan(2);
    expect(line).toBeLessThan(60);
  });

  test("is in a workbook and on a card, in no list without addresses, and in none of a program", async () => {
    const book = await readLeaked(
      bytesSource("x.xlsx", new Uint8Array(await (await manager.visit(`/contacts/export.xlsx?${all}`)).arrayBuffer())),
    );
    expect(await known(book.text)).toHaveLength(1);
    const cards = await (await manager.visit("/contacts/export.vcf")).text();
    expect(await known(cards)).toHaveLength(1);
    expect(await known((await fileOf(manager, "fields=name")).text)).toEqual([]);
    expect(await known(await (await manager.api("GET", "/api/v1/contacts/export.csv")).text())).toEqual([]);
    const [row] = await app.db.query<{ n: number }>({
      text: "select count(*)::int as n from contacts where email like 'info+%'",
    });
    expect(row?.n, "nobody of them is a record").toBe(0);
  });

  test("does not come in with its list again", async () => {
    const { text } = await fileOf(manager, `${all}&filter[name][startsWith]=Client a`);
    expect(await known(text)).toHaveLength(1);
    const id = await uploaded(manager, text);
    const [row] = await app.db.query<{ cells: string; rows: number }>({
      text: "select string_agg(cells::text, ' ') as cells, count(*)::int as rows from import_rows where import_id = $1",
      values: [id],
    });
    expect([await known(row?.cells ?? ""), row?.rows]).toEqual([[], rowsIn(text).length - 3]);
  });

  test("is set by administrators alone, to an address that makes sense, and no more when it is empty", async () => {
    expect((await manager.send("/exports/bait", { address: "a*@b.example" })).status).toBe(403);
    for (const address of ["info@kolev.example", "*", "a*b*@kolev.example", "a*@b", 'x"*@kolev.example'])
      expect([address, (await admin.send("/exports/bait", { address })).status]).toEqual([address, 400]);
    expect(await (await admin.visit("/exports")).text()).toContain("Info+*@Kolev.example");
    expect((await admin.send("/exports/bait", { address: "" })).status).toBe(303);
    expect(await known((await fileOf(manager, all)).text)).toEqual([]);
    const text = "select detail from audit_events where action = 'export.bait_changed' order by seq";
    expect(await app.db.query({ text })).toEqual([{ detail: { isOn: true } }, { detail: { isOn: false } }]);
  });
});

describe("the page that says whose list it is", () => {
  test("takes a file or a piece of it, and is for those who see the register", async () => {
    const { text, number } = await fileOf(other, all);
    const ask = async (person: TestPerson, form: FormData) =>
      await fetch(`${app.url}/exports/origin`, {
        method: "POST",
        body: form,
        headers: { cookie: person.cookie, "Sec-Fetch-Site": "same-origin" },
      });
    const file = new FormData();
    file.set("file", new Blob([cut(text, 1, 301)]), "leaked.csv");
    const page = await (await ask(manager, file)).text();
    expect(page).toContain(`#${number}<`);
    expect(page).toContain("Its rows stand as in this list");
    const piece = new FormData();
    piece.set("text", "nothing of ours");
    expect(await (await ask(manager, piece)).text()).toContain("Nothing here tells whose list it is");
    const broken = new FormData();
    broken.set("file", new Blob(["PK\u0003\u0004 no workbook"]), "x.xlsx");
    expect((await ask(manager, broken)).status).toBe(422);
    const seller = await app.person("sales");
    expect((await seller.visit("/exports/origin")).status).toBe(403);
    expect((await ask(seller, piece)).status).toBe(403);
  });
});

describe("a program that asks whose list it is", () => {
  const send = async (person: TestPerson, form: FormData) => {
    const { token } = await app
      .get(services.people)
      .tokens.create(person.id, { name: "origin", scopes: ["admin:exports"] });
    const headers = { Authorization: `Bearer ${token}` };
    return await fetch(`${app.url}/api/v1/exports/origin`, { method: "POST", body: form, headers });
  };
  const ask = (person: TestPerson, body: unknown) => person.api("POST", "/api/v1/exports/origin", body);

  test("sends a file or a piece of it, and is told by which signs", async () => {
    const { text, number } = await fileOf(other, all);
    const file = new FormData();
    file.set("file", new Blob([cut(text, 1, 301)]), "leaked.csv");
    const answer = await send(manager, file);
    const list = { number, kind: "contact", by: { id: other.id, title: "Some manager" } };
    expect(await answer.json()).toMatchObject({
      data: [{ ...list, signs: [{ sign: "order" }] }],
      page: { next: null },
    });
    const piece = await ask(manager, { text: rowsIn(text).at(-1) });
    expect(await piece.json()).toMatchObject({ data: [{ ...list, signs: [{ sign: "line", agree: null }] }] });
    expect(await (await ask(manager, { text: "nothing of ours" })).json()).toMatchObject({ data: [] });
    const trail = "select detail from audit_events where action = 'export.traced' and source = 'api' order by seq";
    const lines = [[number], [number], []].map((found) => ({ detail: { found } }));
    expect(await app.db.query({ text: trail })).toEqual(lines);
  });

  test("is refused what is no list, and without the right to see the register", async () => {
    const broken = new FormData();
    broken.set("file", new Blob(["PK\u0003\u0004 no workbook"]), "x.xlsx");
    expect((await send(manager, broken)).status).toBe(422);
    expect((await send(manager, new FormData())).status).toBe(400);
    for (const body of [{}, { text: 1 }, { text: "x", file: "y" }, []])
      expect([body, (await ask(manager, body)).status]).toEqual([body, 400]);
    const seller = await app.person("sales");
    expect((await ask(seller, { text: "x" })).status).toBe(403);
    expect((await send(seller, broken)).status).toBe(403);
  });
});

test("rows are found whatever stands in them, and wherever the pieces end", async () => {
  const cells = [
    ["a", 'say "b"', "c\nd"],
    ["", "é，", "x"],
    ["1", "2", "3"],
  ];
  const bytes = Buffer.from(cells.map(rowOf).join(""));
  for (let size = 1; size < 9; size++) {
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const { rows, rest } = await firstRows(pieces(), 2);
    expect(rows.map(cellsOf)).toEqual(cells.slice(0, 2));
    const left: Uint8Array[] = [];
    for await (const piece of rest) left.push(piece);
    expect(Buffer.concat(left).toString()).toBe("1,2,3\n");
  }
});
