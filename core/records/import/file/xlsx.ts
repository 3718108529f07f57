import { on } from "node:events";
import { Worker } from "node:worker_threads";
import { limits } from "./limits.ts";
import { FileRefused } from "./refusal.ts";
import { allOf, type FileSource } from "./source.ts";
import type { FileNote, RawRow } from "./table.ts";
import { refuseBomb } from "./xlsx-parts.ts";
import type { WorkbookAnswer, WorkbookRequest } from "./xlsx-worker.ts";

export interface Workbook {
  readonly sheet: string;
  readonly sheets: readonly string[];
  /** All rows of the sheet that are not blank. */
  readonly rows: AsyncGenerator<readonly RawRow[]>;
}

/** Opens one sheet of a workbook (the first visible one when `sheet` is empty), read by a thread of its own. */
export async function openWorkbook(
  source: FileSource,
  sheet: string,
  notes: FileNote[],
  { exact = false } = {},
): Promise<Workbook> {
  const bytes = await allOf(source, limits.workbookBytes);
  await refuseBomb(bytes);
  const answers = answersOf({ bytes, sheet, exact });
  const first = await answers.next();
  const told = first.done ? undefined : first.value;
  if (told?.about !== "sheets") throw new FileRefused("imports.workbook_broken");
  if (told.formulas > 0) notes.push({ code: "formulas_as_values", values: { count: told.formulas } });
  return { sheet: told.sheet, sheets: told.sheets, rows: rowsOf(answers) };
}

async function* rowsOf(answers: AsyncGenerator<WorkbookAnswer>): AsyncGenerator<readonly RawRow[]> {
  for await (const answer of answers) if (answer.about === "rows" && answer.rows.length > 0) yield answer.rows;
}

async function* answersOf(request: WorkbookRequest): AsyncGenerator<WorkbookAnswer> {
  const url = new URL("./xlsx-worker.ts", import.meta.url);
  const worker = new Worker(url, {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: limits.workerHeap },
  });
  try {
    for await (const [answer] of on(worker, "message") as AsyncIterable<[WorkbookAnswer]>) {
      if (answer.about === "refused") throw new FileRefused(answer.code, { ...answer.values });
      if (answer.about === "end") return;
      yield answer;
    }
  } catch (error) {
    if (isOutOfMemory(error)) throw new FileRefused("imports.unpacks_too_large", {}, { cause: error });
    throw error;
  } finally {
    await worker.terminate();
  }
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY";
