// The timeline of a record: what people wrote down, what was changed, and what modules tell.
import { reach } from "../../kernel/actor.ts";
import { newestFirst } from "../../kernel/clock.ts";
import type { HistoryLine } from "../history/history.ts";
import type { Kind } from "../kind.ts";
import type { Note } from "../notes/notes.ts";
import type { PageContext } from "./display.ts";
import { type HistoryView, historyView, type Titles } from "./history.view.ts";
import type { Reader } from "./reader.ts";
import type { Told } from "./told.ts";

export interface TimelineFacts {
  /** The kind without rules: the history tells what was written, whatever a rule hides now. */
  readonly written: Kind;
  readonly lines: readonly HistoryLine[];
  readonly titles: Titles;
  readonly notes: readonly Note[];
  /** What areas and plugins tell of it. */
  readonly told: readonly Told[];
  /** True on the further pages of the history. */
  readonly back: boolean;
}

interface NoteView {
  readonly id: string;
  readonly body: string;
  readonly pinned: boolean;
  readonly at: string;
  readonly who: string;
  readonly may: { readonly change: boolean; readonly remove: boolean };
}

/** Notes, changes, and what plugins tell, in one order of time; exactly one of the three is set. */
export interface TimelineLine {
  readonly note: NoteView | null;
  readonly change: HistoryView | null;
  readonly told: Told | null;
}

/** Pinned notes first, then everything by time, the newest on top. */
export function timelineOf(facts: TimelineFacts, context: PageContext): TimelineLine[] {
  const { written: kind, lines, titles, notes, back, told } = facts;
  const noted = (back ? [] : notes).map((note) => ({
    at: note.at,
    line: { note: noteView(note, context.reader), change: null, told: null },
  }));
  const changes = lines.map((line) => ({
    at: line.at,
    line: { note: null, change: historyView(line, kind, titles, context), told: null },
  }));
  const others = (back ? [] : told).map((one) => ({ at: one.at, line: { note: null, change: null, told: one } }));
  const pinned = noted.filter(({ line }) => line.note.pinned);
  const rest = [...noted.filter(({ line }) => !line.note.pinned), ...changes, ...others];
  return [...pinned, ...rest.toSorted(newestFirst)].map(({ line }) => line);
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
