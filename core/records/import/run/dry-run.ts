// What would happen: the same path as the run, chunk by chunk, with nothing written.
import type { Field } from "../../fields/field.ts";
import { isLink } from "../convert/row-reader.ts";
import { labelsOf, type Say } from "../convert/options.ts";
import { type Checkup, type Counts, type Import, noCounts, type ProblemRow, type RowSample } from "../import-record.ts";
import { columnPlan } from "../plan/plan.ts";
import { misspellings } from "../profile/near-equal.ts";
import { type EarlierMedian, reviewColumn, type Stop } from "../review.ts";
import { nextRows } from "../staging.ts";
import { countsOf, type RowResult, writeChunk } from "./chunk.ts";
import { chunkRows } from "./run-import.ts";
import type { Running } from "./running.ts";

const mostProblems = 200;
const sampleRows = 20;

interface Tally {
  counts: Counts;
  readonly sample: RowSample[];
  readonly problems: ProblemRow[];
  /** By path: cells that failed, and the first of them. */
  readonly failing: Map<string, { count: number; example: string }>;
}

export interface Judging {
  readonly one: Import;
  readonly sisters: readonly Import[];
  readonly say: Say;
  /** Look at the first rows only. */
  readonly rows?: number | undefined;
}

/** Goes through all rows; the counts add up to the rows of the file (or to those it was told to look at). */
export async function dryRun(running: Running, judging: Judging): Promise<Checkup> {
  const tally: Tally = { counts: noCounts, sample: [], problems: [], failing: new Map() };
  for (let after = 0; ; ) {
    const rows = await nextRows(running.through.db, running.importId, after, chunkRows);
    const last = rows.at(-1);
    if (!last || after >= (judging.rows ?? Number.POSITIVE_INFINITY)) break;
    const { rows: results } = await running.through.db.transaction((trx) =>
      writeChunk(running, trx, rows.map(running.read)),
    );
    addUp(tally, judging.one, results);
    after = last.row;
  }
  const { counts, sample, problems } = tally;
  return {
    counts,
    sample,
    problems,
    stops: stopsOf(running, judging, tally),
    misspellings: spelling(running, judging),
    missing: running.missing(),
  };
}

function addUp(tally: Tally, one: Import, results: readonly RowResult[]): void {
  const more = countsOf(results);
  const { created, updated, skipped, errors } = tally.counts;
  tally.counts = {
    created: created + more.created,
    updated: updated + more.updated,
    skipped: skipped + more.skipped,
    errors: errors + more.errors,
  };
  for (const result of results) {
    if (tally.sample.length < sampleRows) tally.sample.push(sampleOf(one, result));
    if (result.outcome !== "error") continue;
    const { row, line, cells } = result.row.source;
    if (tally.problems.length < mostProblems) tally.problems.push({ row, line, cells, problems: result.problems });
    for (const problem of result.problems) countFailing(tally, problem);
  }
}

function countFailing({ failing }: Tally, { pointer, values }: RowResult["problems"][number]): void {
  const path = pointer.slice(1).replace(/^custom\//, "custom.");
  const known = failing.get(path) ?? { count: 0, example: String(values?.["value"] ?? "") };
  failing.set(path, { ...known, count: known.count + 1 });
}

const outcomes = { created: "create", updated: "update", skipped: "skip", error: "error" } as const;

const sampleOf = ({ headers }: Import, { row, outcome, problems }: RowResult): RowSample => ({
  line: row.source.line,
  outcome: outcomes[outcome],
  values: Object.fromEntries(headers.map((header, at) => [header, row.source.cells[at] ?? ""])),
  problems,
});

/** All stops, answered or not; the caller knows the answers. */
function stopsOf(running: Running, { one, sisters }: Judging, { failing }: Tally): Stop[] {
  return one.headers.flatMap((header, at) => {
    const column = columnPlan(one.plan, header);
    const field = running.asking.kind.byPath.get(column.to ?? "");
    const profile = one.profile[at];
    if (!field || !profile) return [];
    return reviewColumn({
      profile,
      to: { label: field.path, schema: field.schema, decimals: decimalsOf(field, one.plan.currency) },
      earlier: mediansOf(header, column.to ?? "", sisters),
      orderChosen: column.order !== undefined,
      failing: isLink(field) ? { count: 0, example: "" } : (failing.get(field.path) ?? { count: 0, example: "" }),
    });
  });
}

function decimalsOf({ type, schema }: Field, currency: string): number {
  if (type.name === "money") return /^(JPY|KRW|VND|CLP|ISK|HUF)$/.test(currency) ? 0 : 2;
  return typeof schema["x-decimals"] === "number" ? schema["x-decimals"] : 6;
}

/** The column of the same name, or one that went into the same field, in files imported before. */
function mediansOf(header: string, path: string, sisters: readonly Import[]): EarlierMedian[] {
  return sisters.flatMap((sister) => {
    const same = sister.profile.find(
      ({ name, numbers }) =>
        numbers !== null && (name.toLowerCase() === header.toLowerCase() || columnPlan(sister.plan, name).to === path),
    );
    return same?.numbers && same.numbers.count > 0 ? [{ median: same.numbers.median, source: sister.fileName }] : [];
  });
}

/** Values that look misspelt, by column. */
function spelling(running: Running, { one, say }: Judging): Checkup["misspellings"] {
  const found = one.headers.flatMap((header, at): [string, Checkup["misspellings"][string]][] => {
    const column = columnPlan(one.plan, header);
    const field = running.asking.kind.byPath.get(column.to ?? "");
    const profile = one.profile[at];
    if (!field || !profile || profile.distinct === null || profile.distinct > 300 || profile.detected !== "text")
      return [];
    const options = (field.schema["x-options"] ?? []).flatMap((option) => labelsOf(option, say));
    // Where only options fit, a word that is none of them helps nobody.
    const odd = misspellings(profile.values, options).filter(
      ({ meant }) => options.length === 0 || options.includes(meant),
    );
    return odd.length > 0
      ? [[header, odd.map((one) => ({ ...one, settled: Object.hasOwn(column.values ?? {}, one.value) }))]]
      : [];
  });
  return Object.fromEntries(found);
}
