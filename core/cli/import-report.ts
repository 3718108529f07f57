import type { Counts, Import, ProblemRow } from "../records/import/import-record.ts";
import { openStops, type Stop } from "../records/import/review.ts";
import type { Call } from "./call.ts";
import type { Answer } from "./answer.ts";

/** Lines of a file that are shown with their reasons; the others are in the file of errors. */
const SHOWN = 20;

/** What a person has to decide before this file can be taken in. */
export const stopsOf = ({ checked, plan }: Import): Stop[] => openStops(checked?.stops ?? [], plan.overrides);

/** What became of the file, or would become of it. */
export function report(call: Call, one: Import): Answer {
  const stops = stopsOf(one).map(({ column, code, values }) => call.t(`imports.stop.${code}`, { column, ...values }));
  const counts = countsOf(one);
  const { problems = [], missing = [] } = one.checked ?? {};
  const said = call.t(one.state === "done" ? "cli.imported" : "cli.would_import", { ...counts });
  const lines = problems.slice(0, SHOWN).map((row) => lineOf(call, row));
  return {
    data: { ...outline(one), counts, stops, missing, problems },
    text: [...stops, ...lines, said, one.id].join("\n"),
    problems: stops.length > 0 || counts.errors > 0,
  };
}

/** The facts of an import in a list. */
export function outline({ id, kind, fileName, state, rows, counts, createdAt, undoUntil }: Import): object {
  return { id, kind, fileName, state, rows, counts, createdAt, undoUntil };
}

const countsOf = ({ state, counts, checked }: Import): Counts =>
  state === "done" ? counts : (checked?.counts ?? counts);

function lineOf(call: Call, { line, problems }: ProblemRow): string {
  const reasons = problems.map(({ message, values }) => call.t(message, values)).join(" ");
  return call.t("cli.import_line", { line, reasons });
}
