// One way in for every format: how the file is to be read, its columns, its rows.
import { isMark } from "../../export/mark.ts";
import { csvRows, letters } from "./csv.ts";
import { dialectOf } from "./csv-dialect.ts";
import { EncodingScan, type EncodingGuess } from "./encoding.ts";
import { headerOf } from "./header.ts";
import { limits } from "./limits.ts";
import { FileRefused } from "./refusal.ts";
import { type FileSource, headOf } from "./source.ts";
import type { FileNote, Layout, RawRow, Table } from "./table.ts";
import { cardColumns, cardRows } from "./vcard.ts";
import { openWorkbook } from "./xlsx.ts";

/** What a person corrected; everything else is found out. */
export type LayoutWish = Partial<Omit<Layout, "format" | "sheets" | "encodings">>;

type Parts = AsyncIterable<readonly RawRow[]>;

/** Opens a file as a table, or refuses it (`FileRefused`) with the line where it is known. */
export async function readTable(source: FileSource, wish: LayoutWish = {}): Promise<Table> {
  const head = await headOf(source, 4096);
  if (head.length === 0) throw new FileRefused("imports.file_empty");
  if (head.subarray(0, 4).equals(Buffer.from("PK\u0003\u0004"))) return await workbook(source, wish);
  if (head.subarray(0, 4).toString("hex") === "d0cf11e0") throw new FileRefused("imports.old_workbook");
  const guess = await encodingOf(source);
  const encoding = wish.encoding || guess.encoding;
  const start = await startOf(source, encoding);
  const reading = { encoding, encodings: [guess.encoding, ...guess.others] };
  return /^\s*BEGIN:VCARD/i.test(start) ? await cards(source, reading) : await csv(source, { start, wish, ...reading });
}

interface Decoding {
  readonly encoding: string;
  readonly encodings: readonly string[];
}

async function encodingOf(source: FileSource): Promise<EncodingGuess> {
  const scan = new EncodingScan();
  for await (const part of source.open()) scan.add(part);
  return scan.guess();
}

async function startOf(source: FileSource, encoding: string): Promise<string> {
  let start = "";
  for await (const text of decoded(source, encoding)) {
    start += text;
    if (start.length > 64_000) break;
  }
  const whole = start.lastIndexOf("\n", 64_000);
  return start.length > 64_000 && whole > 0 ? start.slice(0, whole) : start;
}

function decoded(source: FileSource, encoding: string): AsyncGenerator<string> {
  try {
    new TextDecoder(encoding === "utf-8-twice" ? "utf-8" : encoding);
  } catch (cause) {
    throw new FileRefused("imports.encoding_unknown", { encoding }, { cause });
  }
  return letters(source, encoding);
}

async function csv(source: FileSource, opened: Decoding & { start: string; wish: LayoutWish }): Promise<Table> {
  const { start, wish, encoding, encodings } = opened;
  const guess = dialectOf(start);
  const dialect = { delimiter: wish.delimiter || guess.delimiter, quote: wish.quote || guess.quote };
  const notes: FileNote[] = [];
  const layout = { format: "csv" as const, ...dialect, encoding, encodings, sheet: "", sheets: [] };
  return await tableOf(
    { parts: csvRows(source, { ...dialect, encoding }, notes), layout, notes, typed: false },
    wish.headerRow,
  );
}

async function workbook(source: FileSource, wish: LayoutWish): Promise<Table> {
  const notes: FileNote[] = [];
  const { sheet, sheets, rows } = await openWorkbook(source, wish.sheet ?? "", notes);
  const layout = { format: "xlsx" as const, encoding: "", encodings: [], delimiter: "", quote: "", sheet, sheets };
  return await tableOf({ parts: rows, layout, notes, typed: true }, wish.headerRow);
}

async function cards(source: FileSource, reading: Decoding): Promise<Table> {
  const notes: FileNote[] = [];
  let text = "";
  for await (const part of letters(source, reading.encoding)) {
    text += part;
    if (text.length > limits.workbookBytes)
      throw new FileRefused("imports.file_too_large", { megabytes: limits.workbookBytes / 1e6 });
  }
  const layout = {
    format: "vcard" as const,
    ...reading,
    delimiter: "",
    quote: "",
    sheet: "",
    sheets: [],
    headerRow: 0,
  };
  return { layout, headers: cardColumns, typed: false, rows: only(cardRows(text, notes)), notes };
}

async function* only(rows: readonly RawRow[]): AsyncGenerator<readonly RawRow[]> {
  yield rows;
}

type Unheaded = { parts: Parts; layout: Omit<Layout, "headerRow">; notes: FileNote[]; typed: boolean };

/** Finds the header among the first rows and hands on what stands below it. */
async function tableOf({ parts, layout, notes, typed }: Unheaded, wished: number | undefined): Promise<Table> {
  const rest = parts[Symbol.asyncIterator]();
  const first: RawRow[] = [];
  while (first.length < 100) {
    const part = await rest.next();
    if (part.done) break;
    first.push(...part.value);
  }
  if (first.length === 0) throw new FileRefused("imports.file_empty");
  const header = headerOf(first.slice(0, 200), wished);
  const rows = below(first.slice(header.row), rest, header.names.length);
  return { layout: { ...layout, headerRow: header.row }, headers: header.names, typed, rows, notes };
}

async function* below(
  first: readonly RawRow[],
  rest: AsyncIterator<readonly RawRow[]>,
  width: number,
): AsyncGenerator<readonly RawRow[]> {
  let rows = first.length;
  if (rows > 0) yield recordsIn(first, width);
  for (let part = await rest.next(); !part.done; part = await rest.next()) {
    rows += part.value.length;
    if (rows > limits.rows) throw new FileRefused("imports.too_many_rows", { limit: limits.rows });
    yield recordsIn(part.value, width);
  }
}

// What an export says of itself in its last line is no record.
const recordsIn = (rows: readonly RawRow[], width: number): RawRow[] =>
  rows.filter(({ cells }) => !isMark(cells)).map((row) => fitted(row, width));

// A row with cells beyond the last column keeps them: the check of the row says so, nothing is cut off silently.
const fitted = (row: RawRow, width: number): RawRow =>
  row.cells.length >= width
    ? row
    : { line: row.line, cells: [...row.cells, ...Array<string>(width - row.cells.length).fill("")] };
