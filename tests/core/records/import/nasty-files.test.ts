import writeExcelFile from "write-excel-file/node";
import { describe, expect, test } from "vitest";
import { type LayoutWish, readTable } from "../../../../core/records/import/file/read-table.ts";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import type { ColumnProfile } from "../../../../core/records/import/profile/column-profile.ts";
import { TableScan } from "../../../../core/records/import/profile/table-scan.ts";
import { encode, encodeChinese } from "../../../support/encode.ts";
import { promised } from "../../../support/quickly.ts";

interface Taken {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly ColumnProfile[];
}

async function taken(bytes: Uint8Array | string, wish?: LayoutWish): Promise<Taken> {
  const table = await readTable(bytesSource("file", Buffer.from(bytes as string)), wish);
  const scan = new TableScan(table.headers, table.typed);
  const all = [];
  for await (const rows of table.rows)
    for (const row of rows) {
      scan.add(row);
      all.push(row);
    }
  const { encoding, delimiter } = table.layout;
  return {
    headers: table.headers,
    rows: all.map(({ cells }) => cells),
    lines: all.map(({ line }) => line),
    encoding,
    delimiter,
    columns: scan.profiles(),
  };
}

const money = (column: ColumnProfile | undefined) => column?.numbers?.widest.map(({ parsed }) => parsed);

describe("twelve nasty files are read right by default", () => {
  test("1: windows-1250 with semicolons and 1.234,56 €, from Prague and Warsaw", async () => {
    const file = await taken(
      encode(
        "Název;Město;Obrat\nDvořák a synové;Plzeň;1.234,56 €\nŁódź Sp. z o.o.;Gdańsk;98,00 €\nŽižkov;Ústí;12.345,00 €\n",
        "windows-1250",
      ),
    );
    expect([file.encoding, file.delimiter, file.headers, file.rows[0]?.[0]]).toEqual([
      "windows-1250",
      ";",
      ["Název", "Město", "Obrat"],
      "Dvořák a synové",
    ]);
    expect([file.columns[2]?.detected, file.columns[2]?.numbers?.sign, money(file.columns[2])]).toEqual([
      "money",
      ",",
      ["12345.00", "1234.56", "98.00"],
    ]);
  });

  test("2: windows-1251 with tabs, from Sofia", async () => {
    const file = await taken(
      encode(
        "Име\tГрад\tТелефон\nКолев ООД\tПловдив\t0888 123 456\nЩерев и синове\tВарна\t0899 654 321\n",
        "windows-1251",
      ),
    );
    expect([file.encoding, file.delimiter, file.rows[1]?.[0], file.columns[2]?.detected]).toEqual([
      "windows-1251",
      "\t",
      "Щерев и синове",
      "phone",
    ]);
  });

  test("3: windows-1252 with commas and quoted commas, from München and Sevilla", async () => {
    const file = await taken(
      encode(
        'Name,Straße,Ort\n"Müller, Söhne & Co",Große Straße 5,München\nPeña Muñoz,Calle Núñez 3,Málaga\n',
        "windows-1252",
      ),
    );
    expect([file.encoding, file.delimiter, file.rows[0]?.[0], file.rows[1]?.[0]]).toEqual([
      "windows-1252",
      ",",
      "Müller, Söhne & Co",
      "Peña Muñoz",
    ]);
  });

  test("4: GB 18030, from Shanghai", async () => {
    const file = await taken(
      encodeChinese("公司,城市,电话\n上海贸易有限公司,上海,021 5555 1234\n北京科技公司,北京,010 5555 4321\n"),
    );
    expect([file.encoding, file.headers, file.rows[1]]).toEqual([
      "gb18030",
      ["公司", "城市", "电话"],
      ["北京科技公司", "北京", "010 5555 4321"],
    ]);
  });

  test("5: UTF-8 with a byte order mark and sep=; from Excel", async () => {
    const file = await taken("\uFEFFsep=;\r\nName;Ort\r\nJürgen;Köln\r\n");
    expect([file.encoding, file.delimiter, file.headers, file.rows, file.lines]).toEqual([
      "utf-8",
      ";",
      ["Name", "Ort"],
      [["Jürgen", "Köln"]],
      [3],
    ]);
  });

  test("6: UTF-16 as Excel calls Unicode text", async () => {
    const file = await taken(
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("Name\tCity\r\nИван\tРусе\r\n", "utf16le")]),
    );
    expect([file.encoding, file.rows]).toEqual(["utf-16le", [["Иван", "Русе"]]]);
  });

  test("7: broken letters, UTF-8 taken for windows-1252 once", async () => {
    const file = await taken("Name,City\nMÃ¼ller,KÃ¶ln\nJosÃ© PeÃ±a,MÃ¡laga\nFranÃ§ois,OrlÃ©ans â€“ Sud\n");
    expect([file.encoding, file.rows.map(([name]) => name), file.rows[2]?.[1]]).toEqual([
      "utf-8-twice",
      ["Müller", "José Peña", "François"],
      "Orléans – Sud",
    ]);
  });

  test("8: line ends and doubled quotation marks inside quoted cells", async () => {
    const file = await taken('Name;Note\r\nAna;"first line\r\nsecond ""quoted"" line"\r\n\r\nBo;short\r\n');
    expect([file.rows, file.lines]).toEqual([
      [
        ["Ana", 'first line\nsecond "quoted" line'],
        ["Bo", "short"],
      ],
      [2, 5],
    ]);
  });

  test("9: a title, a blank line and group names above the headings", async () => {
    const file = await taken(
      "Customer list 2026;;;;\n\n;Office;;Home;\nName;City;Street;City;Street\nAna;Sofia;Main 1;Varna;Sea 2\nBo;Ruse;Main 3;Pleven;Park 4\n",
    );
    expect(file.headers).toEqual(["Name", "Office City", "Office Street", "Home City", "Home Street"]);
    expect(file.rows[0]).toEqual(["Ana", "Sofia", "Main 1", "Varna", "Sea 2"]);
  });

  test("10: dates three ways, each column by its own proof", async () => {
    const days = ["1/2/2026", "3/25/2026", "12/31/2025"];
    const file = await taken(
      `us;eu;de;iso\n${days.map((us, at) => `${us};${["1/2/2026", "25/3/2026", "31/12/2025"][at]};${["1.2.2026", "5.3.2026", "1.12.2025"][at]};2026-01-0${at + 1}`).join("\n")}\n`,
    );
    expect(file.columns.map(({ dates }) => [dates?.order, dates?.min, dates?.max])).toEqual([
      ["mdy", "2025-12-31", "2026-03-25"],
      ["dmy", "2025-12-31", "2026-03-25"],
      ["dmy", "2025-12-01", "2026-03-05"],
      ["ymd", "2026-01-01", "2026-01-03"],
    ]);
  });

  test("11: no headings at all, old Macintosh line ends, single quotes", async () => {
    const file = await taken("'Ana, Koleva','ana@a.bg','12'\r'Bo','bo@b.bg','13'\r");
    expect([file.headers, file.rows]).toEqual([
      ["A", "B", "C"],
      [
        ["Ana, Koleva", "ana@a.bg", "12"],
        ["Bo", "bo@b.bg", "13"],
      ],
    ]);
  });

  test("12: a workbook with percents, dates and real numbers", async () => {
    const bytes = await writeExcelFile(
      [
        [
          { value: "Share", type: String },
          { value: "Day", type: String },
          { value: "Price", type: String },
          { value: "Code", type: String },
        ],
        [
          { value: 0.125, type: Number, format: "0.0%" },
          { value: new Date("2026-03-04"), type: Date, format: "dd/mm/yyyy" },
          { value: 1234.5, type: Number },
          { value: "007", type: String },
        ],
        [
          { value: 0.5, type: Number, format: "0%" },
          { value: new Date("2026-11-22"), type: Date, format: "dd/mm/yyyy" },
          { value: 0.1 + 0.2, type: Number },
          { value: "+359 88", type: String },
        ],
      ],
      { sheet: "Prices" },
    ).toBuffer();
    const file = await taken(bytes);
    expect(file.rows).toEqual([
      ["12.5%", "2026-03-04", "1234.5", "007"],
      ["50%", "2026-11-22", "0.3", "+359 88"],
    ]);
    expect(file.columns.map(({ detected }) => detected).slice(0, 3)).toEqual(["percent", "date", "decimal"]);
    expect(file.columns[0]?.formats.percent).toBe(2);
  });
});

describe("a file that would do harm is refused in words", () => {
  const refusal = async (bytes: Uint8Array | string): Promise<unknown> =>
    await taken(bytes).then(
      () => "taken",
      (error: { code: string; values: object }) => [error.code, error.values],
    );

  test("columns of one name, empty files, zero bytes, endless quotes, too many columns", async () => {
    expect(await refusal("a,B,b\n1,2,3\n")).toEqual(["imports.duplicate_header", { name: "b" }]);
    expect(await refusal("")).toEqual(["imports.file_empty", {}]);
    expect(await refusal("name,note\nAna,x\nBo,a\u0000b\n")).toEqual(["imports.null_byte", { line: 3 }]);
    expect(await refusal(`name\n"${"x".repeat(3_000_000)}`)).toEqual(["imports.row_too_large", { line: 2 }]);
    expect(await refusal(`${Array.from({ length: 2_000 }, (_, at) => `c${at}`).join(",")}\n`)).toMatchObject([
      "imports.too_many_columns",
      { line: 1 },
    ]);
    expect(await refusal(Buffer.from("d0cf11e0a1b11ae1", "hex"))).toEqual(["imports.old_workbook", {}]);
    expect(await refusal("PK\u0003\u0004 nonsense")).toEqual(["imports.workbook_broken", {}]);
  });

  test("an endless quote in a large file is noticed without reading it whole", async () => {
    const started = performance.now();
    expect(await refusal(`name\n"${"x,\n".repeat(15_000_000)}`)).toMatchObject(["imports.row_too_large", { line: 2 }]);
    expect(performance.now() - started).toBeLessThan(promised(5_000));
  });

  test("a column with numbers of both kinds is told apart", async () => {
    const { columns } = await taken("n\n256,76\n256.76\n12\n1,5\n");
    expect(columns[0]?.numbers).toMatchObject({ dot: 1, comma: 2 });
  });
});
