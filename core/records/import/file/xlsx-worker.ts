// Runs in a thread of its own with a memory limit, so that a hostile workbook can end only this thread.
import { parentPort, workerData } from "node:worker_threads";
import { readSheet } from "read-excel-file/node";
import { AppError } from "../../../kernel/errors.ts";
import { limits } from "./limits.ts";
import { FileRefused } from "./refusal.ts";
import type { RawRow } from "./table.ts";
import { unpackParts } from "./xlsx-parts.ts";
import { type CellFormats, formatsOf, type Sheet, sheetsOf } from "./xlsx-sheets.ts";

export interface WorkbookRequest {
  readonly bytes: Uint8Array;
  /** Name of the sheet; the first visible one when empty. */
  readonly sheet: string;
  /** True: blanks at the ends of texts are kept. */
  readonly exact?: boolean;
}

export type WorkbookAnswer =
  | { readonly about: "sheets"; readonly sheet: string; readonly sheets: readonly string[]; readonly formulas: number }
  | { readonly about: "rows"; readonly rows: readonly RawRow[] }
  | { readonly about: "refused"; readonly code: string; readonly values: object }
  | { readonly about: "end" };

const post = (answer: WorkbookAnswer): void => parentPort?.postMessage(answer);

async function read({ bytes, sheet, exact = false }: WorkbookRequest): Promise<void> {
  const zip = Buffer.from(bytes);
  const parts = await unpackParts(
    zip,
    /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|styles\.xml|worksheets\/[^/]+\.xml)$/,
  );
  const sheets = sheetsOf(parts);
  const chosen = choose(sheets, sheet);
  const formats = formatsOf(parts.get(chosen.part) ?? "", parts.get("xl/styles.xml") ?? "");
  const visible = sheets.filter((one) => !one.hidden).map((one) => one.name);
  post({ about: "sheets", sheet: chosen.name, sheets: visible, formulas: formats.formulas });
  parts.clear();
  const values = (await readSheet(zip, sheets.indexOf(chosen) + 1, {
    trim: !exact,
  })) as readonly (readonly unknown[])[];
  send(values, formats, exact);
}

function choose(sheets: readonly Sheet[], wanted: string): Sheet {
  if (sheets.length > limits.sheets) throw new FileRefused("imports.too_many_sheets", { limit: limits.sheets });
  const found = wanted ? sheets.find((one) => one.name === wanted) : (sheets.find((one) => !one.hidden) ?? sheets[0]);
  if (!found) throw new FileRefused("imports.sheet_not_found", { sheet: wanted });
  return found;
}

function send(values: readonly (readonly unknown[])[], formats: CellFormats, exact: boolean): void {
  for (let at = 0; at < values.length; at += 500) {
    const rows = values.slice(at, at + 500).map((cells, in500) => rowOf(cells, at + in500 + 1, { ...formats, exact }));
    post({ about: "rows", rows: rows.filter(({ cells }) => cells.some((cell) => cell !== "")) });
  }
}

type Showing = CellFormats & { readonly exact: boolean };

function rowOf(cells: readonly unknown[], line: number, { percent, exact }: Showing): RawRow {
  if (cells.length > limits.columns) throw new FileRefused("imports.too_many_columns", { line, limit: limits.columns });
  const shown = (value: unknown, at: number): string => {
    if (typeof value === "string") return exact ? value : value.trim();
    return textOf(value, percent.size > 0 && percent.has(`${letters(at)}${line}`));
  };
  return { line, cells: cells.map(shown) };
}

function textOf(value: unknown, percent: boolean): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return dateText(value);
  if (typeof value === "number") return numberText(value, percent);
  return String(value).trim();
}

// Fifteen digits are what a spreadsheet shows; the rest is binary dust.
const numberText = (value: number, percent: boolean): string =>
  percent ? `${Number((value * 100).toPrecision(15))}%` : String(Number(value.toPrecision(15)));

function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return "";
  const text = value.toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.slice(0, 19).replace("T", " ");
}

function letters(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : letters(Math.floor(at / 26) - 1) + letter;
}

try {
  await read(workerData as WorkbookRequest);
  post({ about: "end" });
} catch (error) {
  const known = error instanceof AppError;
  post({ about: "refused", code: known ? error.code : "imports.workbook_broken", values: known ? error.values : {} });
}
