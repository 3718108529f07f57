// The last line of a list of clients: who took it out, when, and under which number.

/** What the line begins with in every language; by it a file that comes in again is known. */
const SIGN = "# Trellis: ";

export const markOf = (text: string): string => `${SIGN}${text}`;

/** True for a row that is such a line and no record. */
export const isMark = (cells: readonly string[]): boolean =>
  cells[0]?.startsWith(SIGN) === true && cells.slice(1).every((cell) => cell === "");

/** Numbers of the lists that a text names in such lines. In every language the number is the first one. */
export const linesIn = (text: string): number[] =>
  [...text.matchAll(/# Trellis: [^\d\n]{0,60}(\d{1,15})/g)].map(([, number]) => Number(number));

/** `2026-11-27 08:05 UTC` */
export const markedAt = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
