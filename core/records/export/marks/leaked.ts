// A list that turned up somewhere, as it stands in its file: blanks at the ends of texts may be what tells of it.
import Papa from "papaparse";
import { EncodingScan } from "../../import/file/encoding.ts";
import { type FileSource, headOf } from "../../import/file/source.ts";
import { openWorkbook } from "../../import/file/xlsx.ts";
import { letters } from "../../import/file/csv.ts";
import { MARKED } from "./mark-rows.ts";

export interface Leaked {
  /** Without the names of columns, if those are the first row: they are a row like any other here. */
  readonly rows: readonly (readonly string[])[];
  readonly text: string;
}

/** More of a file is not taken. */
export const LEAKED_BYTES = 10_000_000;
const SIGNS = 4_000_000;

/** The beginning of a CSV file, a workbook or any text; FileRefused for a workbook that is none. */
export async function readLeaked(source: FileSource): Promise<Leaked> {
  const head = await headOf(source, 4);
  const isWorkbook = head.equals(Buffer.from("PK\u0003\u0004"));
  return isWorkbook ? await fromWorkbook(source) : fromText(await textOf(source));
}

/** Rows and words of a pasted piece. */
export function fromText(text: string): Leaked {
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: true, preview: MARKED });
  return { rows: data, text };
}

async function fromWorkbook(source: FileSource): Promise<Leaked> {
  const rows: (readonly string[])[] = [];
  const { rows: parts } = await openWorkbook(source, "", [], { exact: true });
  for await (const part of parts) rows.push(...part.map(({ cells }) => cells));
  return {
    rows,
    text: rows
      .map((cells) => cells.join("\n"))
      .join("\n")
      .slice(0, SIGNS),
  };
}

async function textOf(source: FileSource): Promise<string> {
  const scan = new EncodingScan();
  for await (const part of source.open()) scan.add(part);
  let text = "";
  for await (const piece of letters(source, scan.guess().encoding)) {
    text += piece;
    if (text.length > SIGNS) break;
  }
  return text.replace(/^\ufeff/, "").slice(0, SIGNS);
}
