import type { PageView } from "../../web/page-view.ts";
import type { HistoryLine } from "../history/history.ts";
import type { Operation } from "../history/operations.ts";
import type { Kind } from "../kind.ts";
import type { PageContext } from "./display.ts";
import { type HistoryView, historyView, type Titles, undoPath } from "./history.view.ts";
import { manyOf, oneOf } from "./labels.ts";
import type { Reader } from "./reader.ts";
import type { RecentAt } from "./recent.ts";

export interface RecentLine {
  readonly at: string;
  readonly icon: string;
  readonly text: string;
  readonly kind: string;
  readonly title: string;
  readonly href: string | null;
  readonly changes: HistoryView["changes"];
  readonly undo: string | null;
}

export interface ChangesView extends PageView {
  readonly lines: readonly RecentLine[];
  /** The first page, when this is another one. */
  readonly first: string | null;
  readonly next: string | null;
}

export interface ChangesFacts {
  readonly lines: readonly HistoryLine[];
  readonly operations: readonly Operation[];
  readonly at: RecentAt;
  readonly next: RecentAt | null;
  readonly titles: Titles;
  readonly kindOf: (name: string) => Kind | undefined;
}

/** What one person did in the last 30 days, single changes and whole operations in one order. */
export function changesView(facts: ChangesFacts, context: PageContext): ChangesView {
  const { lines, operations, at, next, titles, kindOf } = facts;
  const single = lines.flatMap((line) => {
    const kind = kindOf(line.kind);
    return kind ? [recentLine(line, kind, titles, context)] : [];
  });
  const whole = operations.map((operation) => operationLine(operation, kindOf, context.reader));
  return {
    title: context.reader.say("records.changes.title"),
    lines: [...single, ...whole].toSorted((a, b) => (a.at < b.at ? 1 : -1)),
    first: at.line || at.operation ? "/changes" : null,
    next: next && `/changes?${new URLSearchParams({ ...next })}`,
  };
}

function recentLine(line: HistoryLine, kind: Kind, titles: Titles, context: PageContext): RecentLine {
  const { at, icon, changes, undo } = historyView(line, kind, titles, context);
  const { reader, pluralOf } = context;
  const title = titles.get(line.recordId)?.title;
  return {
    at,
    icon,
    changes,
    text: reader.say(`records.changes.${line.action}`),
    kind: oneOf(kind, reader),
    title: title ?? titleWritten(line, kind) ?? reader.say("records.untitled"),
    href: title !== undefined && pluralOf(kind.name) ? `/${kind.plural}/${line.recordId}` : null,
    undo: line.action === "created" ? undoPath(line) : undo,
  };
}

function titleWritten({ before, after }: HistoryLine, { titleField }: Kind): string | undefined {
  const title = after?.[titleField] ?? before?.[titleField];
  return typeof title === "string" ? title.slice(0, 100) : undefined;
}

const undoable = new Set(["applied", "partly_undone", "failed"]);

function operationLine(operation: Operation, kindOf: ChangesFacts["kindOf"], reader: Reader): RecentLine {
  const { id, type, state, startedAt } = operation;
  const kind = kindOf(operation.kind ?? "");
  return {
    at: startedAt,
    icon: "stack-2",
    text: reader.say(`records.changes.${wordOf(type)}`, { count: countIn(operation) }),
    kind: kind ? manyOf(kind, reader) : "",
    title: reader.say(`records.operation.${state}`),
    href: null,
    changes: [],
    undo: undoable.has(state) && type !== "undo" ? `/operations/${id}/undo` : null,
  };
}

const known: Readonly<Record<string, string>> = {
  undo: "undo",
  "bulk.change": "bulk_change",
  "bulk.remove": "bulk_remove",
};
const wordOf = (type: string): string => known[type] ?? "operation";

const countIn = ({ summary }: Operation): number =>
  Number(summary["changed"] ?? summary["undone"] ?? summary["written"] ?? 0);
