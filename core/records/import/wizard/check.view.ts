// Step 3: what would happen, what stops it, and what a person may decide about it.
import type { Context } from "koa";
import { say } from "../../../web/context.ts";
import type { Kind } from "../../kind.ts";
import type { Checkup, Import, ProblemRow } from "../import-record.ts";
import { columnPlan, conflictRules } from "../plan/plan.ts";
import { openStops } from "../review.ts";
import type { Choice } from "./match.view.ts";
import { stepsAt } from "./steps.ts";
import { noteIn, pathIn, problemIn, stopIn } from "./words-of.ts";

const shownRows = 20;

export function checkView(ctx: Context, one: Import, kind: Kind): object {
  const checkup = one.checked as Checkup;
  const plural = say(ctx, `${kind.plural}.many`);
  const open = openStops(checkup.stops, one.plan.overrides);
  return {
    title: say(ctx, "imports.title", { kind: plural }),
    where: plural,
    breadcrumb: [{ label: plural, path: `/${kind.plural}` }],
    steps: stepsAt("check"),
    id: one.id,
    fileName: one.fileName,
    rows: one.rows,
    counts: checkup.counts,
    isStopped: open.length > 0,
    notes: one.notes.map((note) => noteIn(ctx, note)),
    stops: open.map((stop, at) => ({ at, column: stop.column, code: stop.code, text: stopIn(ctx, kind, stop) })),
    overrides: one.plan.overrides.map(({ column, reason }) => ({ column, reason })),
    spelling: spellingView(ctx, checkup),
    missing: missingView(ctx, one, kind),
    matches: matchChoices(ctx, one, kind),
    conflicts: conflictChoices(ctx, one),
    problems: checkup.problems.slice(0, shownRows).map((row) => problemView(ctx, one, row)),
    moreProblems: Math.max(0, checkup.counts.errors - shownRows),
    sample: sampleView(ctx, checkup, one.headers),
    headers: one.headers,
  };
}

const conflictChoices = (ctx: Context, { plan }: Import): Choice[] =>
  conflictRules.map((rule) => ({
    value: rule,
    label: say(ctx, `imports.conflict.${rule}`),
    selected: rule === plan.conflict,
  }));

const sampleView = (ctx: Context, { sample }: Checkup, headers: readonly string[]): object[] =>
  sample.slice(0, shownRows).map(({ line, outcome, values }) => ({
    line,
    outcome: say(ctx, `imports.outcome.${outcome}`),
    cells: headers.map((header) => values[header] ?? ""),
  }));

const spellingView = (ctx: Context, { misspellings }: Checkup): object[] =>
  Object.entries(misspellings).flatMap(([column, found]) =>
    found.map(({ value, meant, count, settled }) => ({
      settled,
      name: JSON.stringify([column, value, meant]),
      text: say(ctx, "imports.spelling", { column, value, meant, count }),
    })),
  );

function missingView(ctx: Context, { checked, plan }: Import, kind: Kind): object[] {
  const paths = new Map<string, { count: number; values: string[] }>();
  for (const { path, value, count } of checked?.missing ?? []) {
    const known = paths.get(path) ?? { count: 0, values: [] };
    paths.set(path, { count: known.count + count, values: [...known.values, value] });
  }
  for (const path of Object.keys(plan.createMissing)) if (!paths.has(path)) paths.set(path, { count: 0, values: [] });
  return [...paths].map(([path, { count, values }]) => ({
    path,
    chosen: Object.hasOwn(plan.createMissing, path),
    text: say(ctx, "imports.missing", {
      field: pathIn(ctx, kind, path),
      count,
      examples: values.slice(0, 5).join(", "),
    }),
  }));
}

function matchChoices(ctx: Context, one: Import, kind: Kind): Choice[] {
  const used = Object.values(one.plan.columns).flatMap(({ to }) =>
    to === null || to.endsWith(".currency") ? [] : [to],
  );
  const fitting = used.filter(
    (path) =>
      path === "externalId" ||
      ["text", "email", "phone", "url", "integer"].includes(kind.byPath.get(path)?.type.name ?? ""),
  );
  const choice = (value: string, label: string): Choice => ({
    value,
    label,
    selected: value === (one.plan.match ?? ""),
  });
  return [
    choice("", say(ctx, "imports.match.none")),
    ...[...new Set(fitting)].map((path) => choice(path, pathIn(ctx, kind, path))),
  ];
}

/** A row with its problems: the cells that are wrong can be corrected where they stand. */
function problemView(ctx: Context, one: Import, { row, line, cells, problems }: ProblemRow): object {
  const columnOf = (pointer: string): number =>
    one.headers.findIndex((header) => `/${columnPlan(one.plan, header).to ?? ""}`.replace(".", "/") === pointer);
  const wrong = problems.map((problem) => ({ at: columnOf(problem.pointer), text: problemIn(ctx, problem) }));
  const fields = wrong
    .filter(({ at }) => at >= 0)
    .map(({ at, text }) => ({ at, header: one.headers[at] ?? "", value: cells[at] ?? "", text }));
  return {
    row,
    line,
    title: cells.find((cell) => cell !== "") ?? "",
    fields,
    general: wrong.filter(({ at }) => at < 0).map(({ text }) => text),
  };
}
