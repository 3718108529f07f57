// How a list is asked to leave, and what the register says of it.
import type { ExportColumn } from "./export-columns.ts";
import type { Wanted } from "./export-requests.ts";

export interface Opening {
  /** Somebody else has said yes. */
  readonly agreed?: boolean;
  /** People carry such files around: lists of clients then say, openly and unseen, who took them out. */
  readonly carried?: boolean;
}

export const summaryOf = (number: number, query: Wanted, columns: readonly ExportColumn[]) => ({
  number,
  filter: query.filter ?? null,
  q: query.q ?? "",
  columns: columns.map(({ path }) => path),
});
