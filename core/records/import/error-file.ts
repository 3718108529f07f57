// The rows that were not written: their cells as they came, with line and reason, ready to be corrected and sent again.
import { csvLine } from "../export/csv-line.ts";
import type { Import } from "./import-record.ts";
import type { Leftover } from "./staging.ts";

type Rows = AsyncIterable<Leftover & { readonly line: number; readonly cells: readonly string[] }>;
type Word = (key: string, values?: Readonly<Record<string, unknown>>) => string;

export async function* errorFile(one: Import, rows: Rows, word: Word): AsyncGenerator<string> {
  yield `\uFEFF${csvLine([word("imports.column.line"), ...one.headers, word("imports.column.reason")])}`;
  for await (const { line, cells, problems } of rows) {
    const reasons = problems.map((problem) => word(problem.message, problem.values)).join(" ");
    yield csvLine([String(line), ...one.headers.map((_, at) => cells[at] ?? ""), reasons]);
  }
}
