// The first rows of a file as they stream by; the rest stays bytes.
import Papa from "papaparse";

const [QUOTE, LINE_END] = [0x22, 0x0a];

export interface Begun {
  /** Each with its line end. */
  readonly rows: readonly string[];
  readonly rest: AsyncIterable<Uint8Array>;
  /** Lets go of the source, also where nobody asked for the rest: it may hold a transaction. */
  end(): Promise<void>;
}

/** Reads up to `most` rows of CSV; line ends within quotes end no row. */
export async function firstRows(lines: AsyncIterable<Uint8Array>, most: number): Promise<Begun> {
  const pieces = lines[Symbol.asyncIterator]();
  const rows: string[] = [];
  const end = async (): Promise<void> => void (await pieces.return?.());
  let open: Uint8Array = new Uint8Array();
  while (rows.length < most) {
    const piece = await pieces.next();
    if (piece.done) return { rows: open.length > 0 ? [...rows, text(open)] : rows, rest: none(), end };
    const found = split(Buffer.concat([open, piece.value]), most - rows.length);
    rows.push(...found.rows);
    open = found.rest;
  }
  return { rows, rest: after(open, pieces), end };
}

function split(bytes: Uint8Array, most: number): { rows: string[]; rest: Uint8Array } {
  const rows: string[] = [];
  let [start, quoted] = [0, false];
  for (let at = 0; at < bytes.length && rows.length < most; at++) {
    if (bytes[at] === QUOTE) quoted = !quoted;
    if (bytes[at] !== LINE_END || quoted) continue;
    rows.push(text(bytes.subarray(start, at + 1)));
    start = at + 1;
  }
  return { rows, rest: bytes.subarray(start) };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

async function* none(): AsyncGenerator<Uint8Array> {}

async function* after(first: Uint8Array, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) yield piece.value;
}

/** Cells of one row. */
export const cellsOf = (row: string): string[] =>
  (Papa.parse(row, { delimiter: ",", newline: "\n" }).data[0] as string[] | undefined) ?? [];

/** The row as COPY would have written it. */
export const rowOf = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\n`;
