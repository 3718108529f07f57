// May a deal go from this stage to that one? Every way in asks here: drag, form, mass change, import, REST, job.
import type { Problem } from "../kernel/errors.ts";
import { problemAt } from "../records/store/validate.ts";
import type { Pipeline, Stage } from "./setup.ts";

/** What keeps a deal from going from one stage to another of the same pipeline; nothing when it may. */
export function moveProblems(pipeline: Pipeline, from: Stage, to: Stage): readonly Problem[] {
  if (mayMove(pipeline, from, to)) return [];
  const code = pipeline.moves === "forward" ? "deals.only_forward" : "deals.move_not_allowed";
  return [problemAt("stage", code, { from: from.name, to: to.name })];
}

export function mayMove({ moves, allowedMoves }: Pipeline, from: Stage, to: Stage): boolean {
  if (moves === "any" || from.id === to.id) return true;
  if (moves === "forward") return to.type !== "open" || to.position > from.position;
  return allowedMoves?.[from.id]?.includes(to.id) ?? false;
}
