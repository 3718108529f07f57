// Where a deal stands on its way, for rules that begin at a stage.
import type { Gate } from "../records/kind.ts";
import type { Draft } from "../records/record.ts";
import type { Place } from "../records/rules/place.ts";
import { type DealSetup, type Stage, stageOf } from "./setup.ts";

export function placeAmong(draft: Draft, setup: DealSetup): Place | undefined {
  const to = stageOf(setup, draft.get("stage"));
  if (!to) return undefined;
  const from = stageOf(setup, draft.before?.["stage"]);
  return {
    name: to.name,
    entering: from?.id !== to.id,
    reached: (stage) => isAtOrBehind(to, stageOf(setup, stage)),
    stood: (stage) => from !== undefined && isAtOrBehind(from, stageOf(setup, stage)),
    needs: to.entryRules?.required ?? [],
  };
}

/** Winning is behind every open stage. Losing is not: a lost deal owes nothing that it would have needed further on. */
function isAtOrBehind(at: Stage, mark: Stage | undefined): boolean {
  if (!mark || at.pipeline !== mark.pipeline) return false;
  if (at.type === "lost" || mark.type !== "open") return at.id === mark.id;
  return at.type === "won" || at.position >= mark.position;
}

/** What stages in use ask for at their doors; where there are several pipelines, the stage says which it is in. */
export function gatesIn({ pipelines }: DealSetup): Gate[] {
  const used = pipelines.filter(({ archived }) => !archived);
  return used.flatMap(({ name: pipeline, stages }) =>
    stages
      .filter(({ archived }) => !archived)
      .map(({ name, entryRules }) => ({
        stage: used.length > 1 ? `${pipeline} · ${name}` : name,
        needs: entryRules?.required ?? [],
      })),
  );
}
