// Activities in the timeline of a record, and the forms to write them down there.
import type { Actor, RecordRef, TimelineEntry } from "trellis/sdk";
import { type Activity, iconOf, results, types } from "./activity.ts";
import { aboutView, dayFor } from "./day.view.ts";
import { repeats } from "./recurrence.ts";
import { timeOf } from "./zoned.ts";

export function entryOf(activity: Activity, { timeZone }: Actor, about: RecordRef): TimelineEntry {
  const { id, subject, type, status, result, notes, startAt, allDay, minutes, owner } = activity;
  const others = aboutView(activity).filter(({ href }) => !href.endsWith(about.id));
  return {
    at: activity.doneAt ?? activity.dueAt ?? activity.createdAt,
    icon: iconOf(type),
    view: {
      id,
      subject,
      type,
      status,
      result,
      notes,
      minutes,
      others,
      who: owner?.title ?? null,
      doneAt: activity.doneAt,
      day: dayFor(activity, timeZone),
      clock: startAt !== null && !allDay ? timeOf(startAt, timeZone) : null,
    },
  };
}

/** An empty form for a record. */
export function composerView({ kind, id }: RecordRef, back: string, soon: string) {
  const keyed = results.map((result, at) => ({ id: result, key: String(at + 1) }));
  return {
    kind,
    id,
    back,
    results: keyed,
    types,
    repeats: Object.keys(repeats),
    soon,
    problems: [],
    together: [],
    typed: emptyForm,
  };
}

export const emptyForm = {
  subject: "",
  notes: "",
  minutes: "",
  next: "",
  nextOn: "",
  type: "task",
  dueOn: "",
  time: "",
  repeat: "",
  until: "",
  length: "",
};
