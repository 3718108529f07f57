// The same export as an Excel file: real numbers and dates, everything else as text, so that nothing can be a formula.
import Papa from "papaparse";
import writeExcelFile, { type Row } from "write-excel-file/node";
import { BadRequest } from "../../kernel/errors.ts";
import { unguarded } from "./csv-line.ts";
import type { Export } from "./exports.ts";

/** A workbook is built in memory; beyond this CSV is the better file. */
export const workbookRows = 100_000;

export async function workbook({ columns, headers, lines, mark }: Export, sheet: string): Promise<Buffer> {
  const rows = await rowsOf(lines);
  const head: Row = headers.map((value) => ({ value, type: String, fontWeight: "bold" as const }));
  const body = rows.map(
    (cells): Row => columns.map((column, at) => cellOf(unguarded(cells[at] ?? ""), column.numeric)),
  );
  const last: Row[] = mark !== undefined ? [[{ value: mark, type: String }]] : [];
  // Signs that a sheet's name may not have.
  const name =
    sheet
      .replace(/[[\]:*?/\\]/g, " ")
      .replace(/^'+|'+$/g, "")
      .slice(0, 31) || "Export";
  return await writeExcelFile([head, ...body, ...last], { sheet: name }).toBuffer();
}

async function rowsOf(lines: AsyncIterable<Uint8Array>): Promise<string[][]> {
  const decoder = new TextDecoder();
  const parser = new Papa.Parser({ delimiter: ",", newline: "\n" });
  const rows: string[][] = [];
  let rest = "";
  for await (const bytes of lines) {
    const text = rest + decoder.decode(bytes, { stream: true });
    const { data, meta } = parser.parse(text, 0, true) as Papa.ParseResult<string[]>;
    rest = text.slice(meta.cursor);
    for (const row of data) rows.push(row);
    if (rows.length > workbookRows) throw new BadRequest("exports.too_many_rows", { limit: workbookRows });
  }
  return rest === "" ? rows : [...rows, ...(parser.parse(rest, 0, false) as Papa.ParseResult<string[]>).data];
}

// More digits than a spreadsheet keeps would be changed silently: such numbers stay text.
function cellOf(text: string, numeric: boolean): Row[number] {
  if (text === "") return null;
  const exact = numeric && /^-?\d+(\.\d+)?$/.test(text) && text.replace(/\D/g, "").length <= 15;
  return exact ? { value: Number(text), type: Number } : { value: text.slice(0, 32_767), type: String };
}
