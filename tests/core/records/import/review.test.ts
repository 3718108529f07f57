import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTable } from "../../../../core/records/import/file/read-table.ts";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import type { Import } from "../../../../core/records/import/import-record.ts";
import type { Imports } from "../../../../core/records/import/imports.ts";
import { misspellings } from "../../../../core/records/import/profile/near-equal.ts";
import { isOff } from "../../../../core/records/import/review.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { zipOf } from "../../../support/zip.ts";

let app: TestApp;
let admin: TestPerson;
let imports: Imports;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  imports = app.get(services.imports);
});
afterAll(() => app.stop());

let files = 0;
const checked = async (text: string, plan: object): Promise<Import> => {
  const one = await imports.upload(admin.actor, "company", bytesSource(`list-${++files}.csv`, Buffer.from(text)), {
    plan,
  });
  return await imports.check(admin.actor, one.id);
};
const stops = ({ checked: checkup }: Import) => checkup?.stops.map(({ column, code }) => `${column} ${code}`);
const list = (header: string, cells: readonly string[]): string =>
  `name;${header}\n${cells.map((cell, at) => `N${files}-${at};${cell}`).join("\n")}\n`;

describe("the type review stops on", () => {
  test.each([
    ["a percentage in a count", "employees", ["12%", "15%", "8%"], "percent_in_number"],
    ["fractions of whole units", "employees", ["256,76", "12", "7"], "fractions_in_whole"],
    ["dots and commas in one column", "annualRevenue", ["256,76", "1.5", "12"], "mixed_signs"],
    ["cells that do not fit", "employees", ["many", "12", "7"], "cells_fail"],
  ])("%s", async (_what, field, cells, code) => {
    const one = await checked(list(field, cells), { columns: { name: "name", [field]: field } });
    expect(stops(one)).toContain(`${field} ${code}`);
    await expect(imports.runNow(admin.actor, one.id)).rejects.toMatchObject({ code: "imports.stopped", status: 422 });
    const overrides = (one.checked?.stops ?? []).map((stop) => ({
      column: stop.column,
      code: stop.code,
      reason: "looked at",
    }));
    await imports.plan(admin.actor, one.id, { ...one.plan, overrides });
    expect((await imports.runNow(admin.actor, one.id)).state).toBe("done");
    const text = "select summary -> 'overrides' -> 0 ->> 'reason' as reason from operations where id = $1";
    const { operationId } = await imports.get(admin.actor, one.id);
    expect(await app.db.query({ text, values: [operationId] })).toEqual([{ reason: "looked at" }]);
  });

  test("dates that could be read both ways in every row, until somebody chooses", async () => {
    const text = "name;born\nAna;03/04/1990\nBo;05/06/1991\n";
    const one = await imports.upload(admin.actor, "contact", bytesSource("born.csv", Buffer.from(text)), {
      plan: { columns: { name: "name", born: "birthday" } },
    });
    expect(stops(await imports.check(admin.actor, one.id))).toEqual(["born dates_ambiguous"]);
    await imports.plan(admin.actor, one.id, { columns: { name: "name", born: { to: "birthday", order: "mdy" } } });
    expect(stops(await imports.check(admin.actor, one.id))).toEqual([]);
    await imports.runNow(admin.actor, one.id);
    const { data } = await app.records.list(admin.actor, "contact", { sort: [{ field: "name", direction: "asc" }] });
    expect(data.map((person) => person["birthday"])).toEqual(["1990-03-04", "1991-05-06"]);
  });

  test("a column a hundred times larger than in the file before", async () => {
    const first = await checked(list("employees", ["10", "14", "12"]), {
      columns: { name: "name", employees: "employees" },
    });
    await imports.runNow(admin.actor, first.id);
    const median = first.profile[1]?.numbers?.median ?? 0;
    const larger = await checked(list("employees", [median * 100, median * 101, median * 99].map(String)), {
      columns: { name: "name", employees: "employees" },
    });
    expect(stops(larger)).toEqual(["employees magnitude"]);
    expect(larger.checked?.stops[0]?.values).toMatchObject({ earlier: median, source: first.fileName });
  });

  test("factors near 10, 100 and 1000 or from 20 on, either way", () => {
    expect(
      [
        [10, 100],
        [100, 10],
        [9.7, 100],
        [1, 20],
        [1, 1_000],
      ].map(([a = 0, b = 0]) => isOff(a, b)),
    ).toEqual([true, true, true, true, true]);
    expect(
      [
        [10, 80],
        [10, 130],
        [7, 7],
        [0, 100],
      ].map(([a = 0, b = 0]) => isOff(a, b)),
    ).toEqual([false, false, false, false]);
  });
});

describe("misspellings", () => {
  const counted = (...values: string[]) => values.map((value, at) => ({ value, count: 100 - at }));

  test("are told from options, from more frequent values, from common words", () => {
    expect(misspellings(counted("GTXPro", "GTX Basic"), ["GTX Pro", "GTX Basic"])).toMatchObject([
      { value: "GTXPro", meant: "GTX Pro", from: "option" },
    ]);
    expect(misspellings(counted("Kolev OOD", "Kollev OOD"))).toMatchObject([
      { value: "Kollev OOD", meant: "Kolev OOD", from: "column" },
    ]);
    expect(misspellings(counted("technolgy", "Philipines"))).toMatchObject([
      { meant: "technology" },
      { meant: "Philippines" },
    ]);
  });

  test("another number is another thing, and short words are left alone", () => {
    expect(misspellings(counted("GTK 500", "GTK 600", "red", "bed", "retail"))).toEqual([]);
  });
});

describe("address cards", () => {
  test("of versions 2.1, 3 and 4 become rows", async () => {
    const cards = [
      "BEGIN:VCARD",
      "VERSION:2.1",
      "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9A=D0=BE=D0=BB=D0=B5=D0=B2;=D0=98=D0=B2=D0=B0=D0=BD",
      "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD =D0=9A=D0=BE=\r\n=D0=BB=D0=B5=D0=B2",
      "TEL;CELL:+359 888 1",
      "END:VCARD",
      "BEGIN:VCARD",
      "VERSION:3.0",
      "FN:Ana Petrova",
      "ORG:Kolev;Sales",
      "EMAIL;TYPE=WORK:ana@k.bg",
      "ADR;TYPE=WORK:;;Main 1;Sofia;;1000;Bulgaria",
      "END:VCARD",
      "BEGIN:VCARD",
      "VERSION:4.0",
      "TEL;VALUE=uri:tel:+359-2-555",
      "END:VCARD",
    ].join("\r\n");
    const table = await readTable(bytesSource("cards.vcf", Buffer.from(cards)));
    const rows = [];
    for await (const part of table.rows) rows.push(...part);
    const at = (name: string) => table.headers.indexOf(name);
    expect(
      rows.map(({ cells }) => [
        cells[at("Full name")],
        cells[at("Phone")],
        cells[at("E-mail")],
        cells[at("City")],
        cells[at("Company")],
      ]),
    ).toEqual([
      ["Иван Колев", "+359 888 1", "", "", ""],
      ["Ana Petrova", "", "ana@k.bg", "Sofia", "Kolev"],
      ["", "+359-2-555", "", "", ""],
    ]);
  });
});

describe("a workbook made to do harm", () => {
  test("is refused by what it declares, before it is unpacked", async () => {
    const bomb = zipOf({ name: "xl/worksheets/sheet1.xml", content: Buffer.alloc(200_000_000, " ") });
    expect(bomb.length).toBeLessThan(500_000);
    const before = process.memoryUsage().rss;
    await expect(readTable(bytesSource("bomb.xlsx", bomb))).rejects.toMatchObject({
      code: "imports.unpacks_too_large",
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test("is refused when it holds more than it declares", async () => {
    const lying = zipOf({ name: "xl/worksheets/sheet1.xml", content: Buffer.alloc(30_000_000, " "), declared: 1_000 });
    await expect(readTable(bytesSource("lying.xlsx", lying))).rejects.toMatchObject({
      code: "imports.workbook_broken",
    });
  });
});
