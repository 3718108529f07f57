// What the rules say of figures: the same when something happens, and when rules are tried on what has happened.
import { isSequence, paceLimit, type Step } from "./rule.ts";
import type { Usual } from "./usual.ts";

/** The figures an alert is told by; undefined where all is well. */
export type Figures = Readonly<Record<string, unknown>> | undefined;

/** Different records within an hour. */
export function paceOf(count: number, usual: Usual, fine: number): Figures {
  const limit = paceLimit(usual, fine);
  return count > limit ? { count, limit: Math.floor(limit), usual: Math.round(usual.mean) } : undefined;
}

/** What was opened lately, the oldest first. */
export function sequenceOf(opened: readonly Step[], fine: number): Figures {
  // Looking at the same record again is no further step.
  const steps = opened.filter((step, at, all) => step.recordId !== all[at - 1]?.recordId);
  const last = steps.slice(-(fine + 1));
  return isSequence(last, fine) ? { count: last.length, kind: last[0]?.kind } : undefined;
}

/** So many of the newest are looked at for a sequence. */
export const lookedAt = (fine: number): number => fine * 3;

/** Different records opened today outside of the hours that are usual. */
export function hoursOf(count: number, { from, until }: Usual, fine: number): Figures {
  if (from === null || until === null || count <= fine) return undefined;
  return { count, from: clock(from), until: clock(until) };
}

/** Minutes of the day that are nobody's usual ones. */
export const isLate = (minute: number, { from, until }: Usual): boolean =>
  from !== null && until !== null && (minute < from || minute > until);

/** Deletions, or looks behind masks, within an hour. */
export const manyOf = (count: number, fine: number): Figures => (count > fine ? { count } : undefined);

/** `07:45` */
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
