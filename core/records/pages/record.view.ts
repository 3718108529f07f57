import { may, reach } from "../../kernel/actor.ts";
import type { PageView } from "../../web/page-view.ts";
import type { Field } from "../fields/field.ts";
import type { HistoryLine } from "../history/history.ts";
import type { Kind } from "../kind.ts";
import type { Note } from "../notes/notes.ts";
import { pathsFor } from "../layouts/arrange.ts";
import type { Rec } from "../record.ts";
import type { PageContext } from "./display.ts";
import { type FactSection, type FactView, factView, sectionsOf } from "./facts.view.ts";
import { crumbs } from "./form.view.ts";
import { type HistoryView, historyView, type Titles } from "./history.view.ts";
import { manyOf, oneOf } from "./labels.ts";
import { listAt } from "./list-ask.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Reader } from "./reader.ts";
import { titleOf } from "./values.ts";

/** A piece that an area or a plugin adds, ready to be shown. */
export interface ShownPanel {
  readonly id: string;
  readonly place: "side" | "tab" | "head";
  readonly title: string;
  readonly template: string;
  readonly view: object;
}

export interface RecordFacts {
  /** The kind as its rules leave it for this record. */
  readonly kind: Kind;
  /** The kind without rules: the history tells what was written, whatever a rule hides now. */
  readonly written: Kind;
  readonly record: Rec;
  /** Fields in sections that the layout does not show now. */
  readonly folded: readonly Field[];
  readonly lines: readonly HistoryLine[];
  readonly titles: Titles;
  readonly notes: readonly Note[];
  /** Version that the next page of history begins before; null when this is all. */
  readonly older: number | null;
  /** True on the further pages of the history. */
  readonly back: boolean;
  readonly panels: readonly ShownPanel[];
  readonly neighbours: Neighbours | null;
  /** Which tab is open: `timeline`, `details`, or a panel's id. */
  readonly tab: string;
  /** The list this page was opened from, as the text of a query. */
  readonly list: string;
}

export interface NoteView {
  readonly id: string;
  readonly body: string;
  readonly pinned: boolean;
  readonly at: string;
  readonly who: string;
  readonly may: { readonly change: boolean; readonly remove: boolean };
}

/** Notes and changes in one order of time; exactly one of both is set. */
export interface TimelineLine {
  readonly note: NoteView | null;
  readonly change: HistoryView | null;
}

export interface RecordView extends PageView {
  readonly id: string;
  readonly version: number;
  readonly plural: string;
  readonly one: string;
  readonly icon: string;
  readonly keyFacts: readonly FactView[];
  readonly owner: FactView | null;
  readonly deleted: boolean;
  readonly head: readonly ShownPanel[];
  readonly side: readonly ShownPanel[];
  readonly open: ShownPanel | null;
  readonly tabs: readonly {
    readonly label: string;
    readonly path: string;
    readonly current: boolean;
    readonly count: string | null;
  }[];
  readonly tab: string;
  readonly sections: readonly FactSection[];
  readonly timeline: readonly TimelineLine[];
  readonly olderHref: string | null;
  readonly neighbours: Neighbours | null;
  readonly list: string;
  readonly may: { readonly change: boolean; readonly remove: boolean; readonly note: boolean };
}

/** The page of one record of any kind. */
export function recordView(facts: RecordFacts, context: PageContext): RecordView {
  const { kind, record, panels, tab, list } = facts;
  const { reader } = context;
  const can = (action: string) => may(reader.actor, `${kind.plural}.${action}`);
  return {
    title: titleOf(record, kind.titleField) || reader.say("records.untitled"),
    where: manyOf(kind, reader),
    breadcrumb: listCrumb(kind, list, reader),
    id: record.id,
    version: record.version,
    plural: kind.plural,
    one: oneOf(kind, reader),
    icon: kind.icon,
    ...headOf(facts, context),
    deleted: record.deletedAt !== null,
    head: panels.filter((panel) => panel.place === "head"),
    side: panels.filter((panel) => panel.place === "side"),
    open: panels.find((panel) => panel.place === "tab" && panel.id === tab) ?? null,
    tabs: tabsOf(facts, reader),
    tab,
    sections: tab === "details" ? sectionsOf(facts, context) : [],
    timeline: tab === "timeline" ? timelineOf(facts, context) : [],
    olderHref: facts.older === null ? null : `/${kind.plural}/${record.id}?before=${facts.older}`,
    neighbours: facts.neighbours,
    list,
    may: { change: can("change"), remove: can("delete"), note: may(reader.actor, "notes.create") },
  };
}

function listCrumb(kind: Kind, list: string, reader: Reader) {
  const [first] = crumbs(kind, undefined, reader);
  return first ? [{ ...first, path: listAt(kind.plural, list) }] : [];
}

function headOf({ kind, record }: RecordFacts, context: PageContext): Pick<RecordView, "keyFacts" | "owner"> {
  const fact = (path: string) => {
    const field = kind.byPath.get(path);
    return field ? [factView(field, kind, record, context)] : [];
  };
  const [owner = null] = kind.ownerField ? fact(kind.ownerField) : [];
  return {
    keyFacts: pathsFor(kind, context.reader.actor, "facts")
      .flatMap(fact)
      .filter((one) => !one.empty),
    owner,
  };
}

function tabsOf({ kind, record, panels, tab, list, notes }: RecordFacts, reader: Reader): RecordView["tabs"] {
  const own = ["timeline", "details"].map((id) => ({
    id,
    label: reader.say(`records.tab.${id}`),
    count: id === "timeline" && notes.length > 0 ? String(notes.length) : null,
  }));
  const added = panels
    .filter((panel) => panel.place === "tab")
    .map(({ id, title }) => ({ id, label: title, count: null }));
  return [...own, ...added].map(({ id, label, count }) => {
    const params = new URLSearchParams({
      ...(id === "timeline" ? {} : { tab: id }),
      ...(list === "" ? {} : { in: list }),
    }).toString();
    return {
      label,
      count,
      current: id === tab,
      path: `/${kind.plural}/${record.id}${params === "" ? "" : `?${params}`}`,
    };
  });
}

/** Pinned notes first, then notes and changes by time, the newest on top. */
function timelineOf({ written: kind, lines, titles, notes, back }: RecordFacts, context: PageContext): TimelineLine[] {
  const noted = (back ? [] : notes).map((note) => ({
    at: note.at,
    line: { note: noteView(note, context.reader), change: null },
  }));
  const changes = lines.map((line) => ({
    at: line.at,
    line: { note: null, change: historyView(line, kind, titles, context) },
  }));
  const pinned = noted.filter(({ line }) => line.note.pinned);
  const rest = [...noted.filter(({ line }) => !line.note.pinned), ...changes];
  return [...pinned, ...rest.toSorted((a, b) => (a.at < b.at ? 1 : -1))].map(({ line }) => line);
}

function noteView({ id, body, pinned, at, writer }: Note, { actor, say }: Reader): NoteView {
  const own = writer?.id === actor.id || reach(actor, "notes.change") === "all";
  return {
    id,
    body,
    pinned,
    at,
    who: writer?.title ?? say("records.person.unknown"),
    may: { change: own, remove: own },
  };
}
