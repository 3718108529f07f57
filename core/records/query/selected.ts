// What a select lists, and how its rows are read: columns of which a record is made here, or its JSON in one piece.
import type { Rec, Related, Titles } from "../record.ts";
import type { Shape } from "./columns.ts";
import { type JsonStart, recordJson, type TitleSql } from "./record-json.ts";

/** What the rows are wanted for. Either can be had of both; the other one takes longer. */
export type Form = "record" | "json";

/** What the driver answers: the columns of a select in their order. */
export type Row = readonly unknown[];

export interface Selected {
  readonly columns: string;
  read(row: Row): Rec;
  /** The record as JSON. */
  write(row: Row): string;
  version(row: Row): number;
}

export const selectedAs = (form: Form, shape: Shape, titles: readonly TitleSql[]): Selected =>
  form === "json" && shape.json ? asJson(shape.json, titles) : asColumns(shape, titles);

const asJson = (start: JsonStart, titles: readonly TitleSql[]): Selected => ({
  columns: recordJson(start, titles),
  read: ([text]) => JSON.parse(String(text)) as Rec,
  write: ([text]) => String(text),
  // Id and version come first; to read the whole of it for its version would take longer than everything else here.
  version: ([text]) => Number(/"version":(\d+)/.exec(String(text))?.[1]),
});

function asColumns(shape: Shape, titles: readonly TitleSql[]): Selected {
  const width = shape.columns.length;
  const read = (row: Row): Rec =>
    titles.length === 0 ? shape.read(row) : { ...shape.read(row), related: titlesIn(row, titles, width) };
  return {
    columns: [shape.selected, ...titles.map((of) => ("all" in of ? of.all : `${of.id}, ${of.title}`))].join(", "),
    read,
    write: (row) => JSON.stringify(read(row)),
    version: (row) => read(row).version,
  };
}

/** The titles of a row by path; their columns begin at `start`. */
function titlesIn(row: Row, of: readonly TitleSql[], start: number): Titles {
  const values = row.slice(start)[Symbol.iterator]();
  const next = (): unknown => values.next().value;
  return Object.fromEntries(
    of.map((title) => [title.path, "all" in title ? (next() as Related[]) : relatedOf(next(), next())]),
  );
}

const relatedOf = (id: unknown, title: unknown): Related | null =>
  id ? { id: String(id), title: String(title) } : null;
