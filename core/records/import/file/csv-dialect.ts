// Which sign separates the columns, and which one quotes: the pair under which most rows have equally many cells.
import Papa from "papaparse";

export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
}

const delimiters = [";", ",", "\t", "|"];
const declared = /^sep=(.)\r?\n/i;

/** `sep=;` in the first line, as Excel writes it, is taken at its word. */
export const declaredDelimiter = (sample: string): string | undefined => declared.exec(sample)?.[1];

export function dialectOf(sample: string): Dialect {
  const quote = quoteOf(sample);
  const given = declaredDelimiter(sample);
  if (given) return { delimiter: given, quote };
  const scored = delimiters.map((delimiter) => ({ delimiter, score: evenness(sample, { delimiter, quote }) }));
  const best = scored.sort((a, b) => b.score - a.score)[0];
  // One column only: commas in it are part of its numbers or texts.
  const alone = sample.includes("\t") ? "," : "\t";
  return { delimiter: best && best.score > 0.5 ? best.delimiter : alone, quote };
}

const quoteOf = (sample: string): string => {
  const at = (sign: string) =>
    sample.match(new RegExp(`(^|[\\n,;\\t|])${sign}[^\\n${sign}]*${sign}(?=[\\n,;\\t|]|$)`, "g"))?.length ?? 0;
  return at("'") > at('"') ? "'" : '"';
};

/** Share of the rows that have the usual number of cells, counting more for wider tables; 0 for one column. */
function evenness(sample: string, { delimiter, quote }: Dialect): number {
  const { data } = Papa.parse<string[]>(sample, { delimiter, quoteChar: quote, preview: 200, skipEmptyLines: true });
  const widths = new Map<number, number>();
  for (const row of data) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  let best = 0;
  for (const [width, rows] of widths) {
    if (width > 1)
      best = Math.max(
        best,
        (rows / data.length) * (1 + Math.min(width, 20) / 100) * (rows > 1 || data.length < 3 ? 1 : 0.1),
      );
  }
  return best;
}
