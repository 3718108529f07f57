import type { Kind } from "../kind.ts";
import { pathsFor } from "../layouts/arrange.ts";
import type { Note } from "../notes/notes.ts";
import type { Rec } from "../record.ts";
import type { PageContext } from "./display.ts";
import type { HistoryView } from "./history.view.ts";
import { oneOf } from "./labels.ts";
import { type FactView, factView } from "./facts.view.ts";
import { titleOf } from "./values.ts";

export interface PeekView {
  readonly title: string;
  readonly one: string;
  readonly icon: string;
  readonly href: string;
  readonly facts: readonly FactView[];
  /** The pinned or newest note, as it was written. */
  readonly note: string | null;
  readonly changes: readonly HistoryView[];
}

export interface PeekFacts {
  readonly kind: Kind;
  readonly record: Rec;
  /** The list it is seen beside, as the text of a query. */
  readonly list: string;
  readonly note: Note | undefined;
  readonly changes: readonly HistoryView[];
}

const MOST = 12;

/** A record at a glance: its key facts and owner, what its list shows, then whatever else is filled in. */
export function peekView({ kind, record, list, note, changes }: PeekFacts, context: PageContext): PeekView {
  const { reader } = context;
  const paths = [
    ...pathsFor(kind, reader.actor, "facts"),
    ...(kind.ownerField ? [kind.ownerField] : []),
    ...pathsFor(kind, reader.actor, "list"),
    ...kind.fields.filter(({ type }) => type.name !== "json").map(({ path }) => path),
  ];
  const fields = [...new Set(paths)].flatMap((path) => (path === kind.titleField ? [] : (kind.byPath.get(path) ?? [])));
  return {
    title: titleOf(record, kind.titleField) || reader.say("records.untitled"),
    one: oneOf(kind, reader),
    icon: kind.icon,
    href: `/${kind.plural}/${record.id}${list === "" ? "" : `?in=${encodeURIComponent(list)}`}`,
    facts: fields
      .map((field) => factView(field, kind, record, context))
      .filter(({ empty }) => !empty)
      .slice(0, MOST),
    note: note?.body ?? null,
    changes,
  };
}
