// Steps 4 and 5: how far it is, and what came of it.
import type { Context } from "koa";
import { say } from "../../../web/context.ts";
import type { Kind } from "../../kind.ts";
import type { Import } from "../import-record.ts";
import { stepOf, stepsAt } from "./steps.ts";
import { noteIn } from "./words-of.ts";

export function resultView(ctx: Context, one: Import, kind: Kind): object {
  const plural = say(ctx, `${kind.plural}.many`);
  const { counts } = one;
  return {
    title: say(ctx, "imports.title", { kind: plural }),
    where: plural,
    breadcrumb: [{ label: plural, path: `/${kind.plural}` }],
    steps: stepsAt(stepOf(one)),
    id: one.id,
    fileName: one.fileName,
    plural: kind.plural,
    kindName: plural,
    counts,
    made: one.made,
    rows: one.rows,
    state: one.state,
    headline: say(ctx, `imports.state.${one.state}`, { rows: one.rows, undone: one.undone, kept: one.kept }),
    notes: one.notes.map((note) => noteIn(ctx, note)),
    failure: one.failure ? say(ctx, `error.${one.failure.code}`, one.failure.values) : "",
    hasLeftovers: counts.errors + counts.skipped > 0,
    undoUntil: one.undoUntil,
  };
}

export function progressView({ id, rows, position, state, counts }: Import): object {
  const done = Math.min(position, rows);
  return {
    id,
    rows,
    done,
    undoing: state === "undoing",
    share: rows === 0 ? 0 : Math.floor((done / rows) * 100),
    counts,
  };
}
