// What makes a deal a deal, on every way in. The order matters: where it stands, whether it may, when, how much.
import type { Problem } from "../kernel/errors.ts";
import type { HookContext, KindHooks } from "../records/kind.ts";
import type { Draft } from "../records/record.ts";
import { problemAt } from "../records/store/validate.ts";
import { settleBaseAmount } from "./base-amount.ts";
import { settleDates } from "./dates.ts";
import { enterStage, overrule } from "./entering.ts";
import { fillDefaults } from "./defaults.ts";
import { type DealSetup, dealSetup, stageOf } from "./setup.ts";
import { pasteDeal } from "./paste.ts";
import { gatesIn, placeAmong } from "./place.ts";
import { recordStages } from "./stage-history.ts";

const ruled = ["pipeline", "stage", "amount", "openedOn", "closedOn", "lostReason", "lostNote", "stageForced", "owner"];

export const dealHooks: KindHooks = {
  async prepare(draft, context) {
    if (isRuled(draft)) fillDefaults(draft, await setupFor(draft, context), context.actor);
  },
  async check(draft, context) {
    return isRuled(draft) ? await judge(draft, await setupFor(draft, context), context) : [];
  },
  place: async (draft, context) => placeAmong(draft, await setupFor(draft, context)),
  gates: async ({ db }) => gatesIn(await dealSetup(db)),
  overrule,
  along: recordStages,
  paste: pasteDeal,
  wantsAlong: (values, before) => !before || placed.some((path) => values.has(path)),
};

const placed = ["pipeline", "stage", "openedOn", "closedOn"];

const isRuled = (draft: Draft): boolean => !draft.before || ruled.some((path) => draft.touches(path));

const perDraft = new WeakMap<Draft, Promise<DealSetup>>();

/** Asked for by each step of one write, and read once. */
function setupFor(draft: Draft, { db }: HookContext): Promise<DealSetup> {
  const known = perDraft.get(draft) ?? dealSetup(db);
  perDraft.set(draft, known);
  return known;
}

async function judge(draft: Draft, setup: DealSetup, context: HookContext): Promise<readonly Problem[]> {
  const stage = stageOf(setup, draft.get("stage"));
  if (!stage) return [placeProblem(setup)];
  if (stage.pipeline !== draft.get("pipeline"))
    return [problemAt("stage", "deals.stage_elsewhere", { stage: stage.name })];
  draft.set("status", stage.type);
  const entering = enterStage(draft, stage, { setup, actor: context.actor });
  const dates = settleDates(draft, stage, setup);
  const money = dates.length > 0 ? [] : await settleBaseAmount(draft, setup, context.db);
  return [...entering, ...dates, ...money];
}

const placeProblem = (setup: DealSetup): Problem =>
  setup.pipelines.length === 0 ? problemAt("pipeline", "deals.no_pipeline") : problemAt("stage", "deals.unknown_stage");
