// Text files, front to back: bytes → letters → rows, with a limit on what one row may hold in memory.
import Papa from "papaparse";
import { unguarded } from "../../export/csv-line.ts";
import { declaredDelimiter, type Dialect } from "./csv-dialect.ts";
import { limits } from "./limits.ts";
import { FileRefused } from "./refusal.ts";
import type { FileSource } from "./source.ts";
import type { FileNote, RawRow } from "./table.ts";
import { undoTwice } from "./twice-encoded.ts";

export interface CsvReading extends Dialect {
  readonly encoding: string;
}

/** All rows that are not blank, header and titles included. */
export async function* csvRows(source: FileSource, reading: CsvReading, notes: FileNote[]): AsyncGenerator<RawRow[]> {
  const rows = new RowSplitter(reading, notes);
  for await (const text of letters(source, reading.encoding)) {
    const found = rows.add(text);
    if (found.length > 0) yield found;
  }
  const last = rows.end();
  if (last.length > 0) yield last;
}

/** The text of the file with plain line ends; a part never ends between carriage return and line feed. */
export async function* letters(source: FileSource, encoding: string): AsyncGenerator<string> {
  const twice = encoding === "utf-8-twice";
  const decoder = new TextDecoder(twice ? "utf-8" : encoding);
  let held = "";
  for await (const part of source.open()) {
    const text = held + decoder.decode(part, { stream: true });
    held = text.endsWith("\r") ? "\r" : "";
    const whole = plainLines(held ? text.slice(0, -1) : text);
    yield twice ? undoTwice(whole) : whole;
  }
  yield plainLines(held + decoder.decode());
}

const plainLines = (text: string): string => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text);

/** Cuts text into rows as it arrives; knows the line of each. */
class RowSplitter {
  readonly #parser: Papa.Parser;
  readonly #notes: FileNote[];
  #rest = "";
  #line = 1;
  #started = false;

  constructor({ delimiter, quote }: CsvReading, notes: FileNote[]) {
    this.#parser = new Papa.Parser({ delimiter, quoteChar: quote, newline: "\n" });
    this.#notes = notes;
  }

  add(text: string): RawRow[] {
    if (!this.#started) text = this.#withoutDeclaration(text);
    return this.#parse(text, true);
  }

  end(): RawRow[] {
    return this.#rest === "" ? [] : this.#parse("", false);
  }

  #withoutDeclaration(text: string): string {
    this.#started = true;
    if (!declaredDelimiter(text)) return text;
    this.#line++;
    return text.slice(text.indexOf("\n") + 1);
  }

  #parse(text: string, more: boolean): RawRow[] {
    const whole = this.#rest + text;
    const { data, meta, errors } = this.#parser.parse(whole, 0, more) as Papa.ParseResult<string[]>;
    this.#rest = more ? whole.slice(meta.cursor) : "";
    if (this.#rest.length > limits.rowChars) throw new FileRefused("imports.row_too_large", { line: this.#line });
    const suspicious = !whole.isWellFormed() || whole.includes("\0");
    if (!more) this.#tellOfQuotes(errors, data);
    return this.#numbered(data, suspicious);
  }

  #numbered(data: readonly string[][], suspicious: boolean): RawRow[] {
    const rows: RawRow[] = [];
    for (const cells of data) {
      const line = this.#line;
      this.#line += 1 + lineEndsIn(cells);
      if (isBlank(cells)) continue;
      if (suspicious) this.#refuseBroken(cells, line);
      rows.push({ line, cells: trimmed(cells, line) });
    }
    return rows;
  }

  // PostgreSQL refuses NUL, and half a surrogate pair would silently become a question mark.
  #refuseBroken(cells: readonly string[], line: number): void {
    for (const cell of cells) {
      if (cell.includes("\0")) throw new FileRefused("imports.null_byte", { line });
      if (!cell.isWellFormed()) throw new FileRefused("imports.broken_letter", { line });
    }
  }

  #tellOfQuotes(errors: readonly Papa.ParseError[], data: readonly unknown[]): void {
    if (!errors.some((error) => error.code === "MissingQuotes")) return;
    this.#notes.push({ code: "quote_not_closed", values: { line: this.#line + Math.max(0, data.length - 1) } });
  }
}

const lineEndsIn = (cells: readonly string[]): number => {
  let ends = 0;
  for (const cell of cells) if (cell.includes("\n")) ends += cell.split("\n").length - 1;
  return ends;
};

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === "" || cell.trim() === "");

function trimmed(cells: readonly string[], line: number): string[] {
  if (cells.length > limits.columns) throw new FileRefused("imports.too_many_columns", { line, limit: limits.columns });
  return cells.map((cell) => {
    if (cell.length > limits.cellChars) throw new FileRefused("imports.cell_too_large", { line });
    return unguarded(cell.trim());
  });
}
