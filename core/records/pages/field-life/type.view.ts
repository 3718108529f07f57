// What the page of one change of type needs, at each of its steps.
import type { Context } from "koa";
import { languageOf, say } from "../../../web/context.ts";
import { inWords } from "../../../web/problem.ts";
import type { CustomField } from "../../fields/custom-field.ts";
import type { TypeChange } from "../../fields/life/type-change/change-rows.ts";
import type { MisfitLine } from "../../fields/life/type-change/misfit-lines.ts";
import { undoableUntil } from "../../fields/life/type-change/type-changes.ts";
import type { Kind } from "../../kind.ts";
import { changeName, crumbs, nameOf } from "./life.view.ts";

const running = new Set(["checking", "copying", "undoing"]);

export const isRunning = ({ state }: TypeChange): boolean => running.has(state);

export function progressView(ctx: Context, change: TypeChange, stuck = false) {
  const { id, fieldId, state, done, total } = change;
  return {
    id: fieldId,
    change: id,
    running: isRunning(change) && !stuck,
    share: total === 0 ? 0 : Math.floor((100 * done) / Math.max(total, done)),
    text: say(ctx, `fields.life.progress.${state}`, { done, total }),
  };
}

export interface TypeFacts {
  readonly field: CustomField;
  readonly kind: Kind;
  readonly change: TypeChange;
  readonly lines: readonly MisfitLine[];
  /** No job works on it any more. */
  readonly stuck: boolean;
}

export function typeView(ctx: Context, { field, kind, change, lines, stuck }: TypeFacts) {
  const { state, misfits, total, failure } = change;
  const back = state === "undone";
  return {
    title: say(ctx, "fields.life.type_of", { field: nameOf(ctx, field) }),
    breadcrumb: [...crumbs(ctx, kind), { label: nameOf(ctx, field), path: `/settings/fields/${field.id}/life` }],
    id: field.id,
    change: change.id,
    what: changeName(ctx, change),
    progress: progressView(ctx, change, stuck),
    stuck,
    showsFigures: !isRunning(change),
    total,
    misfits,
    failure: failure && say(ctx, `fields.life.failure.${failure.code}`),
    examples: state === "checked" ? change.examples : [],
    lines: lines.map((line) => lineView(ctx, line)),
    linesTitle: say(ctx, back ? "fields.life.misfits_back" : "fields.life.misfits_first"),
    back,
    isChecked: state === "checked",
    stoppable: state === "checking" || state === "checked" || state === "copying",
    undoUntil: untilIn(ctx, change),
  };
}

function lineView(ctx: Context, { title, link, value, problem }: MisfitLine) {
  const told = { pointer: "", code: problem.code, message: `problem.${problem.code}`, values: problem.values ?? {} };
  return {
    title: title || say(ctx, "records.untitled"),
    link,
    value: typeof value === "string" ? value : JSON.stringify(value),
    why: inWords(ctx, told).message,
  };
}

function untilIn(ctx: Context, change: TypeChange): string | null {
  const until = undoableUntil(change);
  return until && new Intl.DateTimeFormat(languageOf(ctx), { dateStyle: "long" }).format(new Date(until));
}
