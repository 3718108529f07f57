import type { PageView } from "../../web/page-view.ts";
import { newestFirst } from "../../kernel/clock.ts";
import type { HistoryLine } from "../history/history.ts";
import { canBeUndone, type Operation, type Recent } from "../history/operations.ts";
import type { Kind, KindsSeen } from "../kind.ts";
import type { Related } from "../record.ts";
import type { PageContext } from "./display.ts";
import { changesTabs, type ChangesTab } from "./changes-tabs.ts";
import { type HistoryView, historyView, type Titles, undoPath } from "./history.view.ts";
import { manyOf, oneOf } from "./labels.ts";
import type { Reader } from "./reader.ts";
import type { RecentAt, Whose } from "./recent.ts";

export interface RecentLine {
  readonly at: string;
  /** Who did it; null on the page of one's own. */
  readonly who: string | null;
  readonly icon: string;
  readonly text: string;
  readonly kind: string;
  readonly title: string;
  readonly href: string | null;
  readonly changes: HistoryView["changes"];
  readonly undo: string | null;
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

export interface ChangesView extends PageView {
  readonly lead: string;
  /** What stands there when nothing else does. */
  readonly none: string;
  /** One's own and everybody's changes, and what was set up, for those who may see more than their own. */
  readonly tabs: readonly ChangesTab[];
  /** Whose changes, and of which kind; null on the page of one's own. */
  readonly filter: { readonly people: readonly Option[]; readonly kinds: readonly Option[] } | null;
  readonly lines: readonly RecentLine[];
  /** The first page, when this is another one. */
  readonly first: string | null;
  readonly next: string | null;
}

export interface ChangesFacts {
  readonly lines: readonly HistoryLine[];
  readonly operations: readonly Operation[];
  readonly whose: Whose;
  readonly at: RecentAt;
  readonly next: RecentAt | null;
  readonly titles: Titles;
  /** Names of what lies in the trash. */
  readonly gone: ReadonlyMap<string, string>;
  readonly people: readonly Related[];
  readonly kinds: KindsSeen;
}

/** What was done in the last 30 days, single changes and whole operations in one order. */
export function changesView(facts: ChangesFacts, context: PageContext): ChangesView {
  const { whose, at, next } = facts;
  const { say } = context.reader;
  const word = whose === "mine" ? "records.changes" : "records.changes.everybody";
  return {
    title: say(`${word}.title`),
    lead: say(`${word}.lead`),
    none: say(`${word}.none`),
    tabs: changesTabs(context.reader, whose === "mine" ? "mine" : "everybody"),
    filter: whose === "mine" ? null : filterOf(facts, whose, context.reader),
    lines: linesIn(facts, context),
    first: at.line || at.operation ? pathOf(whose) : null,
    next: next && pathOf(whose, next),
  };
}

function linesIn({ lines, operations, titles, gone, kinds, whose }: ChangesFacts, context: PageContext): RecentLine[] {
  const named = (line: RecentLine, { actorId, actorName }: Pick<HistoryLine, "actorId" | "actorName">): RecentLine => ({
    ...line,
    who:
      whose === "mine" ? null : actorId.startsWith("system:") ? context.reader.say("records.person.system") : actorName,
  });
  const single = lines.flatMap((line) => {
    const kind = kinds.find(line.kind);
    return kind ? [named(recentLine(line, kind, { titles, gone }, context), line)] : [];
  });
  const whole = operations.map((one) => named(operationLine(one, kinds, context.reader), one));
  return [...single, ...whole].toSorted(newestFirst);
}

function pathOf(whose: Whose, at: RecentAt = {}): string {
  const { actorId, kind } = whose === "mine" ? {} : whose;
  const all = whose === "mine" ? {} : { of: "all", ...(actorId && { person: actorId }), ...(kind && { kind }) };
  const params = new URLSearchParams({ ...all, ...at }).toString();
  return params === "" ? "/changes" : `/changes?${params}`;
}

const filterOf = ({ people, kinds }: ChangesFacts, whose: Recent, reader: Reader): ChangesView["filter"] => ({
  people: people.map(({ id, title }) => ({ value: id, label: title, chosen: id === whose.actorId })),
  kinds: kinds
    .all()
    .filter((kind) => kind.pages !== false)
    .map((kind) => ({ value: kind.name, label: manyOf(kind, reader), chosen: kind.name === whose.kind })),
});

function recentLine(
  line: HistoryLine,
  kind: Kind,
  { titles, gone }: Pick<ChangesFacts, "titles" | "gone">,
  context: PageContext,
): RecentLine {
  const { at, icon, changes, undo } = historyView(line, kind, titles, context);
  const { reader, pluralOf } = context;
  const title = titles.get(line.recordId)?.title;
  return {
    at,
    who: null,
    icon,
    changes,
    text: reader.say(`records.changes.${line.action}`),
    kind: oneOf(kind, reader),
    title: title ?? titleWritten(line, kind) ?? gone.get(line.recordId) ?? reader.say("records.untitled"),
    href: title !== undefined && pluralOf(kind.name) ? `/${kind.plural}/${line.recordId}` : null,
    undo: line.action === "created" ? undoPath(line) : undo,
  };
}

function titleWritten({ before, after }: HistoryLine, { titleField }: Kind): string | undefined {
  const title = after?.[titleField] ?? before?.[titleField];
  return typeof title === "string" ? title.slice(0, 100) : undefined;
}

const undoable = new Set(["applied", "partly_undone", "failed"]);

function operationLine(operation: Operation, kinds: KindsSeen, reader: Reader): RecentLine {
  const { id, type, state, startedAt } = operation;
  const kind = kinds.find(operation.kind ?? "");
  return {
    at: startedAt,
    who: null,
    icon: "stack-2",
    text: reader.say(`records.changes.${wordOf(type)}`, { count: countIn(operation) }),
    kind: kind ? manyOf(kind, reader) : "",
    title: reader.say(`records.operation.${state}`),
    href: null,
    changes: [],
    undo: undoable.has(state) && canBeUndone(operation) ? `/operations/${id}/undo` : null,
  };
}

const known: Readonly<Record<string, string>> = {
  undo: "undo",
  "bulk.change": "bulk_change",
  "bulk.remove": "bulk_remove",
  import: "import",
  export: "export",
  merge: "merge",
  handover: "handover",
};
const wordOf = (type: string): string => known[type] ?? "operation";

const countIn = ({ summary }: Operation): number =>
  Number(summary["changed"] ?? summary["undone"] ?? summary["written"] ?? 0);
