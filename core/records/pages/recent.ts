// One page of what a person did lately: single changes and whole operations in one order of time, each with its own cursor.
import type { Actor } from "../../kernel/actor.ts";
import type { HistoryLine } from "../history/history.ts";
import type { Operation } from "../history/operations.ts";
import type { Parts } from "./parts.ts";

/** Where a page begins: behind this line and this operation. */
export interface RecentAt {
  readonly line?: string;
  readonly operation?: string;
}

export interface RecentPage {
  readonly lines: readonly HistoryLine[];
  readonly operations: readonly Operation[];
  /** Where the next page begins; null when this is the last one. */
  readonly next: RecentAt | null;
}

const MANY = 50;

export async function recentPage(
  { history, operations }: Pick<Parts, "history" | "operations">,
  actor: Actor,
  at: RecentAt,
): Promise<RecentPage> {
  const limit = MANY + 1;
  const [lines, whole] = await Promise.all([
    history.mine(actor, { limit, ...(at.line && { before: at.line }) }),
    operations.mine(actor, { limit, ...(at.operation && { before: at.operation }) }),
  ]);
  const both = [
    ...lines.map((line) => ({ at: line.at, line, operation: undefined })),
    ...whole.map((operation) => ({ at: operation.startedAt, line: undefined, operation })),
  ].toSorted((a, b) => (a.at < b.at ? 1 : -1));
  const shown = both.slice(0, MANY);
  const page = {
    lines: shown.flatMap(({ line }) => line ?? []),
    operations: shown.flatMap(({ operation }) => operation ?? []),
  };
  return { ...page, next: both.length > MANY ? behind(page, at) : null };
}

function behind({ lines, operations }: Omit<RecentPage, "next">, at: RecentAt): RecentAt {
  const [line, operation] = [lines.at(-1)?.seq ?? at.line, operations.at(-1)?.startedAt ?? at.operation];
  return { ...(line && { line }), ...(operation && { operation }) };
}

/** The place an address names; what cannot be one is the beginning. */
export function recentAt(params: URLSearchParams): RecentAt {
  const [line, operation] = [params.get("line") ?? "", params.get("operation") ?? ""];
  return {
    ...(/^\d{1,19}$/.test(line) && BigInt(line) < 2n ** 63n && { line }),
    ...(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(operation) &&
      !Number.isNaN(Date.parse(operation)) && { operation }),
  };
}
