// What nobody has to type: pipeline, stage, owner, the day a deal began.
import type { Actor } from "../kernel/actor.ts";
import type { Draft } from "../records/record.ts";
import {
  type DealSetup,
  defaultPipeline,
  firstStage,
  liveStages,
  type Pipeline,
  pipelineOf,
  type Stage,
  stageOf,
} from "./setup.ts";

export function fillDefaults(draft: Draft, setup: DealSetup, actor: Actor): void {
  fillPlace(draft, setup);
  if (draft.before) return;
  if (!draft.touches("owner") && actor.kind === "person") draft.set("owner", actor.id);
  if (isBlank(draft.get("openedOn"))) draft.set("openedOn", earlier(draft.get("closedOn"), setup.today));
  if (isBlank(draft.get("forecastCategory"))) draft.set("forecastCategory", "pipeline");
}

// A stage says its pipeline; a pipeline alone means its stage of the same name, else its first one.
function fillPlace(draft: Draft, setup: DealSetup): void {
  const stageGiven = given(draft, "stage");
  const pipelineGiven = given(draft, "pipeline");
  if (stageGiven && pipelineGiven) return;
  if (stageGiven) return setIfFound(draft, "pipeline", stageOf(setup, draft.get("stage"))?.pipeline);
  if (draft.before && !pipelineGiven) return keepPlace(draft, draft.before);
  const pipeline = pipelineGiven ? pipelineOf(setup, draft.get("pipeline")) : defaultPipeline(setup);
  if (!pipeline) return;
  draft.set("pipeline", pipeline.id);
  setIfFound(draft, "stage", counterpart(pipeline, stageOf(setup, draft.before?.["stage"]))?.id);
}

// Emptying the stage in a form or a merge patch means "leave it": every deal stands somewhere.
function keepPlace(draft: Draft, before: Readonly<Record<string, unknown>>): void {
  for (const path of ["pipeline", "stage"]) if (draft.touches(path)) draft.set(path, before[path]);
}

/** Where a deal of another pipeline's stage goes in this one. */
function counterpart(pipeline: Pipeline, from: Stage | undefined): Stage | undefined {
  if (from?.pipeline === pipeline.id) return from;
  const alike =
    from &&
    liveStages(pipeline).find(
      (stage) => stage.type === from.type && (from.type !== "open" || stage.name === from.name),
    );
  return alike ?? firstStage(pipeline);
}

const given = (draft: Draft, path: string): boolean => draft.touches(path) && !isBlank(draft.get(path));

const setIfFound = (draft: Draft, path: string, id: string | undefined): void => {
  if (id) draft.set(path, id);
};

const isBlank = (value: unknown): boolean => value === null || value === undefined || value === "";

const earlier = (day: unknown, today: string): string =>
  typeof day === "string" && day !== "" && day < today ? day : today;
