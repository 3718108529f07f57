import type { Problem } from "../../kernel/errors.ts";
import type { FileNote, Layout } from "./file/table.ts";
import type { Plan } from "./plan/plan.ts";
import type { ColumnProfile } from "./profile/column-profile.ts";
import type { Misspelling } from "./profile/near-equal.ts";
import type { Stop } from "./review.ts";

export type ImportState =
  | "reading"
  | "ready"
  | "checked"
  | "running"
  | "done"
  | "failed"
  | "undoing"
  | "undone"
  | "partly_undone";

/** What became, or would become, of the rows of a file. Created + updated + skipped + errors = rows. */
export interface Counts {
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly errors: number;
}

export const noCounts: Counts = { created: 0, updated: 0, skipped: 0, errors: 0 };

export interface RowSample {
  readonly line: number;
  readonly outcome: "create" | "update" | "skip" | "error";
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** A row that cannot be taken as it stands. */
export interface ProblemRow {
  readonly row: number;
  readonly line: number;
  readonly cells: readonly string[];
  readonly problems: readonly Problem[];
}

/** A text in a reference column that leads to no record. */
export interface MissingReference {
  readonly path: string;
  readonly value: string;
  readonly count: number;
}

/** What a dry run found. */
export interface Checkup {
  readonly counts: Counts;
  readonly sample: readonly RowSample[];
  readonly problems: readonly ProblemRow[];
  readonly stops: readonly Stop[];
  /** By column; `settled` when the plan translates it already. */
  readonly misspellings: Readonly<Record<string, readonly (Misspelling & { readonly settled: boolean })[]>>;
  readonly missing: readonly MissingReference[];
}

/** One file on its way into records of one kind. */
export interface Import {
  readonly id: string;
  readonly kind: string;
  readonly fileName: string;
  readonly fileHash: string;
  readonly fileBytes: number;
  readonly state: ImportState;
  readonly layout: Layout;
  readonly headers: readonly string[];
  readonly fingerprint: string;
  readonly typed: boolean;
  readonly profile: readonly ColumnProfile[];
  readonly notes: readonly FileNote[];
  readonly plan: Plan;
  readonly checked: Checkup | null;
  readonly rows: number;
  readonly position: number;
  readonly counts: Counts;
  readonly made: number;
  readonly madeFields: readonly string[];
  readonly undone: number;
  readonly kept: number;
  readonly operationId: string | null;
  readonly undoOperationId: string | null;
  readonly actorId: string;
  readonly failure: { readonly code: string; readonly values: Readonly<Record<string, unknown>> } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Until when it can be undone; null when it cannot. */
  readonly undoUntil: string | null;
}
