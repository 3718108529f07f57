// At the door of a stage: is it alive, may one come from there, who may close, reopen, and force a deal in.
import type { Actor } from "../kernel/actor.ts";
import { NotAllowed, type Problem } from "../kernel/errors.ts";
import type { DoorContext } from "../records/kind.ts";
import type { Draft, Rec } from "../records/record.ts";
import { problemAt } from "../records/store/validate.ts";
import { moveProblems } from "./moves.ts";
import { covers } from "./scope.ts";
import { type DealSetup, pipelineOf, type Stage, stageOf } from "./setup.ts";

interface Door {
  readonly setup: DealSetup;
  readonly actor: Actor;
}

/** What keeps the deal out of its stage. With the right `stages.force` the rules give way, and the deal is marked. */
export function enterStage(draft: Draft, stage: Stage, door: Door): readonly Problem[] {
  const from = stageOf(door.setup, draft.before?.["stage"]);
  if (from?.id === stage.id) return stayProblems(draft, stage, door.setup);
  checkRights(draft, stage, door);
  if (stage.archived) return [problemAt("stage", "deals.stage_archived", { stage: stage.name })];
  const rules = [...wayProblems(from, stage, door.setup), ...lossProblems(draft, stage, door.setup)];
  const forced = rules.length > 0 && mayForce(draft, door.actor, draft.get("stageForced") === true);
  draft.set("stageForced", forced);
  return [...(forced ? [] : rules), ...reopenProblems(draft, stage, door)];
}

/** What the stage asks of a deal keeps it out, unless whoever moves it may force it in: then the deal is marked. */
export function overrule(draft: Draft, atDoor: readonly Problem[], { actor, asked }: DoorContext): readonly Problem[] {
  if (!mayForce(draft, actor, asked.get("stageForced") === true)) return atDoor;
  draft.set("stageForced", true);
  return [];
}

function stayProblems(draft: Draft, stage: Stage, setup: DealSetup): readonly Problem[] {
  if (draft.touches("stageForced")) draft.set("stageForced", draft.before?.["stageForced"] ?? false);
  return draft.touches("lostReason") || draft.touches("lostNote") ? lossProblems(draft, stage, setup) : [];
}

function wayProblems(from: Stage | undefined, to: Stage, setup: DealSetup): readonly Problem[] {
  const pipeline = pipelineOf(setup, to.pipeline);
  return pipeline && from?.pipeline === to.pipeline && from.type === "open" ? moveProblems(pipeline, from, to) : [];
}

function checkRights(draft: Draft, stage: Stage, { actor, setup }: Door): void {
  const { before } = draft;
  const owner = before ? before["owner"] : draft.get("owner");
  const closed = before !== undefined && before["status"] !== "open";
  if (closed && !covers(actor, "deals.reopen", owner) && !isOwnSlip(before, actor, setup))
    throw new NotAllowed("deals.reopen_not_allowed");
  if (stage.type !== "open" && !covers(actor, "deals.close", owner)) throw new NotAllowed("deals.close_not_allowed");
}

const GRACE = 10 * 60_000;

// Whoever has just closed a deal by mistake may take it back without asking or explaining, as Undo does.
const isOwnSlip = (before: Rec, actor: Actor, { now }: DealSetup): boolean =>
  before.updatedBy === actor.id && Date.parse(now) - Date.parse(String(before["stageSince"])) < GRACE;

function reopenProblems(draft: Draft, stage: Stage, { actor, setup }: Door): readonly Problem[] {
  if (!draft.before || draft.before["status"] === "open" || stage.type !== "open") return [];
  if (isOwnSlip(draft.before, actor, setup)) return [];
  const said = draft.touches("reopenReason") && textOf(draft.get("reopenReason")) !== "";
  return said ? [] : [problemAt("reopenReason", "deals.reopen_needs_reason")];
}

const SHORTEST_NOTE = 10;

/** A lost deal says why, from the list; a reason that says nothing by itself needs a sentence. */
function lossProblems(draft: Draft, stage: Stage, { reasons }: DealSetup): readonly Problem[] {
  if (stage.type !== "lost") return [];
  const reason = reasons.get(String(draft.get("lostReason")));
  if (!reason) return [problemAt("lostReason", "deals.lost_needs_reason")];
  const tooShort = reason.needsNote && textOf(draft.get("lostNote")).length < SHORTEST_NOTE;
  return tooShort
    ? [problemAt("lostNote", "deals.reason_needs_note", { reason: reason.name, minimum: SHORTEST_NOTE })]
    : [];
}

// An import brings what has happened; whoever may force need not tick every line.
function mayForce(draft: Draft, actor: Actor, asked: boolean): boolean {
  const allowed = covers(actor, "stages.force", draft.get("owner"));
  if (asked && !allowed) throw new NotAllowed("deals.force_not_allowed");
  return allowed && (asked || actor.source === "import");
}

const textOf = (value: unknown): string => (typeof value === "string" ? value.trim() : "");
