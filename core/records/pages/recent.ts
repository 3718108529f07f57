// One page of what was done lately: single changes and whole operations in one order of time, each with its own cursor.
import type { Actor } from "../../kernel/actor.ts";
import { newestFirst } from "../../kernel/clock.ts";
import type { HistoryLine } from "../history/history.ts";
import type { Operation, Recent } from "../history/operations.ts";
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

/** Whose changes a page shows: one's own, or everybody's as far as they were narrowed. */
export type Whose = Recent | "mine";

type Sources = Pick<Parts, "history" | "operations">;

export async function recentPage(sources: Sources, actor: Actor, whose: Whose, at: RecentAt): Promise<RecentPage> {
  const [lines, whole] = await Promise.all([linesOf(sources, actor, whose, at), wholeOf(sources, actor, whose, at)]);
  const both = [
    ...lines.map((line) => ({ at: line.at, line, operation: undefined })),
    ...whole.map((operation) => ({ at: operation.startedAt, line: undefined, operation })),
  ].toSorted(newestFirst);
  const shown = both.slice(0, MANY);
  const page = {
    lines: shown.flatMap(({ line }) => line ?? []),
    operations: shown.flatMap(({ operation }) => operation ?? []),
  };
  return { ...page, next: both.length > MANY ? behind(page, at) : null };
}

type Placed = HistoryLine & { readonly place: string };

async function linesOf({ history }: Sources, actor: Actor, whose: Whose, { line }: RecentAt): Promise<Placed[]> {
  if (whose !== "mine") return await history.all(actor, whose, { limit: MANY + 1, before: line });
  const lines = await history.mine(actor, { limit: MANY + 1, ...(line && { before: line }) });
  return lines.map((one) => ({ ...one, place: one.seq }));
}

async function wholeOf({ operations }: Sources, actor: Actor, whose: Whose, at: RecentAt): Promise<Operation[]> {
  const page = { limit: MANY + 1, ...(at.operation && { before: at.operation }) };
  return whose === "mine" ? await operations.mine(actor, page) : await operations.all(actor, whose, page);
}

function behind({ lines, operations }: { lines: readonly Placed[]; operations: readonly Operation[] }, at: RecentAt) {
  const [line, operation] = [lines.at(-1)?.place ?? at.line, operations.at(-1)?.startedAt ?? at.operation];
  return { ...(line && { line }), ...(operation && { operation }) };
}

const shapes = { mine: /^\d{1,19}$/, all: /^\d{1,19}\.\d{1,19}$/ };

/** The place an address names; what cannot be one is the beginning. */
export function recentAt(params: URLSearchParams, whose: Whose): RecentAt {
  const shape = shapes[whose === "mine" ? "mine" : "all"];
  const [line, operation] = [params.get("line") ?? "", params.get("operation") ?? ""];
  return {
    ...(shape.test(line) && line.split(".").every((number) => BigInt(number) < 2n ** 63n) && { line }),
    ...(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(operation) &&
      !Number.isNaN(Date.parse(operation)) && { operation }),
  };
}
