import { may } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import { fieldThen } from "../history/as-now.ts";
import type { HistoryLine } from "../history/history.ts";
import type { Kind } from "../kind.ts";
import type { Related } from "../record.ts";
import { kindReferred } from "./choices.ts";
import { type PageContext, shownText, shownValue, relatedFor } from "./display.ts";
import { fieldLabel } from "./labels.ts";
import type { Reader } from "./reader.ts";

export interface ChangeView {
  readonly label: string;
  /** Empty when there was nothing. */
  readonly before: string;
  readonly after: string;
}

/** One line of history: who, when, what before and after. */
export interface HistoryView {
  readonly at: string;
  readonly text: string;
  readonly icon: string;
  readonly changes: readonly ChangeView[];
  /** Where the Undo button posts to; null where there is nothing to take back. */
  readonly undo: string | null;
}

/** Titles of all records that lines of history refer to, by id. */
export type Titles = ReadonlyMap<string, Related>;

const icons = { created: "plus", changed: "pencil", removed: "trash", restored: "restore", erased: "trash" } as const;

export function historyView(line: HistoryLine, kind: Kind, titles: Titles, context: PageContext): HistoryView {
  const { reader } = context;
  return {
    at: line.at,
    text: reader.say(`records.history.${line.action}`, { who: whoIn(line, reader), source: line.source }),
    icon: icons[line.action],
    changes: changesIn(line, kind, titles, context),
    undo: mayUndo(line, kind, reader) ? undoPath(line) : null,
  };
}

export const undoPath = ({ kind, recordId, version }: Pick<HistoryLine, "kind" | "recordId" | "version">): string =>
  `/changes/${kind}/${recordId}/${version}/undo`;

const whoIn = ({ actorId, actorName }: HistoryLine, { say }: Reader): string =>
  actorId.startsWith("system:") ? say("records.person.system") : actorName;

function mayUndo({ action }: HistoryLine, kind: Kind, { actor }: Reader): boolean {
  if (action === "erased" || action === "created") return false;
  return may(actor, `${kind.plural}.${action === "changed" ? "change" : "delete"}`);
}

// That a record was deleted or brought back is said in the line itself. What the program worked out from a person's
// change (rates, dates of entering) would hide it.
function changesIn(
  { action, before, after, at }: HistoryLine,
  kind: Kind,
  titles: Titles,
  context: PageContext,
): ChangeView[] {
  if (action !== "changed") return [];
  const written = Object.keys(after ?? {}).flatMap((path) => {
    const field = kind.byPath.get(path);
    return field ? [{ path, field }] : [];
  });
  const typed = written.filter(({ field }) => field.schema["x-readOnly"] !== true);
  return (typed.length > 0 ? typed : written).map(({ path, field }) => {
    const then = fieldThen(field, at);
    const text = (values: HistoryLine["after"]) => textOf(then, values?.[path] ?? null, titles, context);
    return { label: fieldLabel(field, context.reader), before: text(before), after: text(after) };
  });
}

const textOf = (field: Field, value: unknown, titles: Titles, context: PageContext): string =>
  shownText(
    shownValue(value, field, { ...context, related: { [field.path]: relatedFor(value, (id) => titles.get(id)) } }),
  );

/** Ids by kind of everything these lines refer to. */
export function referredIn(
  lines: readonly HistoryLine[],
  kindOf: (name: string) => Kind | undefined,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [target, id] of lines.flatMap((line) => referencesIn(line, kindOf(line.kind)))) {
    found.set(target, (found.get(target) ?? new Set()).add(id));
  }
  return found;
}

function referencesIn({ before, after }: HistoryLine, kind: Kind | undefined): (readonly [kind: string, id: string])[] {
  return [...Object.entries(before ?? {}), ...Object.entries(after ?? {})].flatMap(([path, value]) => {
    const field = kind?.byPath.get(path);
    const target = field && kindReferred(field);
    return target ? [value].flat().flatMap((id) => (typeof id === "string" ? [[target, id] as const] : [])) : [];
  });
}
