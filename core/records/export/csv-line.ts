// Lines of CSV that are safe to open in a spreadsheet.

// White space, controls and invisible signs before the sign that starts a formula do not make it harmless.
const formula = /^[\s\p{C}\u00a0\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠\t\r]/u;
const plainNumber = /^-?\d+(\.\d+)?$/;
// A phone number begins with a plus and is none of the dangerous things.
const phone = /^\+\d[\d\s().-]*$/;

/** The text as a cell that no spreadsheet takes for a formula; numbers and phone numbers stay as they are. */
export const harmless = (text: string): string =>
  formula.test(text) && !plainNumber.test(text) && !phone.test(text) ? `'${text}` : text;

/** What `harmless` made of a text, taken back: an export that is imported again means the same. */
export const unguarded = (text: string): string =>
  text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text;

export const csvCell = (text: string): string => {
  const safe = harmless(text);
  return /[",;\n\r\t]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One line with its end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(",")}\r\n`;
