/** How a file is to be read; found out by looking at it, and open to correction by a person. */
export interface Layout {
  readonly format: "csv" | "xlsx" | "vcard";
  readonly encoding: string;
  readonly delimiter: string;
  readonly quote: string;
  /** Number of the row with the names of the columns, from 1; 0 when there is none. */
  readonly headerRow: number;
  /** Of a workbook: the sheet that is read, and the ones to choose from. */
  readonly sheet: string;
  readonly sheets: readonly string[];
  readonly encodings: readonly string[];
}

/** One row as it stands in the file: trimmed texts; numbers of a workbook with a dot, its dates in ISO form. */
export interface RawRow {
  /** Line of the file it begins in, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Something worth saying about a file that does not stop it. */
export interface FileNote {
  readonly code: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Table {
  readonly layout: Layout;
  /** Names of the columns; never two equal ones. */
  readonly headers: readonly string[];
  /** True when cells keep the types of a workbook, so that a dot is the decimal sign. */
  readonly typed: boolean;
  /** The rows below the header, in parts of some hundreds. */
  readonly rows: AsyncIterable<readonly RawRow[]>;
  /** Complete once `rows` has been read to the end. */
  readonly notes: FileNote[];
}
