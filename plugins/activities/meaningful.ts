// What counts as having talked to somebody: for pay, for keeping data, and for what is complete. The definition is that of
// docs/activities.md, and knows nothing of where its facts come from.

/** A call or meeting, as far as this matters. */
export interface Contacted {
  readonly type: string;
  readonly status: string;
  readonly result: string | null;
  /** Null where nobody measured it. */
  readonly seconds: number | null;
  /** A provider of telephone lines says that it took place. */
  readonly evidence: boolean;
  readonly notes: string;
}

const SHORTEST = 30;
const SHORTEST_NOTE = 20;
/** More alike than this, and it is the same note again. */
const SAME = 0.9;

/**
 * True for a call or a meeting that is done with a result, and either took 30 seconds, or is known to a provider, or has a note of
 * 20 signs that its author did not write before: `earlier` are their notes of the last 30 days.
 */
export function isMeaningful(contact: Contacted, earlier: readonly string[]): boolean {
  const talked = contact.type === "call" || contact.type === "meeting";
  if (!talked || contact.status !== "done" || contact.result === null) return false;
  if (contact.evidence || (contact.seconds ?? 0) >= SHORTEST) return true;
  const note = contact.notes.trim();
  return [...note].length >= SHORTEST_NOTE && !earlier.some((other) => alike(note, other) > SAME);
}

/** True when it was written down so many working days after the fact that it counts only once somebody approved it. */
export function isLate(
  happenedOn: string,
  writtenOn: string,
  workdaysBetween: (from: string, to: string) => number,
): boolean {
  return workdaysBetween(happenedOn, writtenOn) > 3;
}

/** How alike two texts are, 0 to 1: twice the shared pairs of signs over all of them (Dice), blind to case, marks and blanks. */
export function alike(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  const total = sizeOf(a) + sizeOf(b);
  if (total === 0) return 1;
  let shared = 0;
  for (const [pair, count] of a) shared += Math.min(count, b.get(pair) ?? 0);
  return (2 * shared) / total;
}

const sizeOf = (pairs: ReadonlyMap<string, number>): number => pairs.values().reduce((sum, count) => sum + count, 0);

function pairsOf(text: string): ReadonlyMap<string, number> {
  const signs = [
    ...text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim(),
  ];
  const pairs = new Map<string, number>();
  for (let at = 0; at + 1 < signs.length; at++) {
    const pair = `${signs[at]}${signs[at + 1]}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}
