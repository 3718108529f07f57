import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import { isMask } from "../records/access/mask.ts";
import type { Rec } from "../records/record.ts";
import { say } from "../web/context.ts";
import { ownPath } from "../web/own-path.ts";
import type { PageView } from "../web/page-view.ts";
import { queryIn } from "../web/read.ts";
import { valueIn } from "./answers.routes.ts";
import type { Outcome } from "./deals.ts";
import { mayMove } from "./moves.ts";
import { liveStages, type LossReason, type Pipeline, type Stage } from "./setup.ts";

interface StageOption {
  readonly id: string;
  readonly name: string;
  readonly current: boolean;
}

export interface MoveView extends PageView {
  readonly id: string;
  readonly version: number;
  readonly open: boolean;
  /** Stages it may be moved to, the one it stands in included. */
  readonly stages: readonly StageOption[];
  readonly problems: readonly string[];
  readonly chosen: string | null;
  /** Query of the board this was opened on, empty elsewhere. */
  readonly boardQuery: string;
  readonly back: string;
}

/** Where a deal may go from here. */
export function moveView(ctx: Context, deal: Rec, pipeline: Pipeline, problems: readonly Problem[] = []): MoveView {
  const from = pipeline.stages.find((stage) => stage.id === deal["stage"]);
  const stages = liveStages(pipeline).filter(
    (stage) => stage.type === "open" && (!from || from.type !== "open" || mayMove(pipeline, from, stage)),
  );
  return {
    ...pageOf(ctx, deal, "deals.move"),
    version: deal.version,
    open: deal["status"] === "open",
    stages: stages.map(({ id, name }) => ({ id, name, current: id === deal["stage"] })),
    problems: sentences(ctx, problems),
    chosen: valueIn(ctx, "stage") ?? null,
    boardQuery: queryIn(ctx).has("pipeline") ? ctx.querystring : "",
  };
}

export interface ClosureFacts {
  readonly deal: Rec;
  readonly outcome: Outcome;
  readonly reasons: readonly LossReason[];
  readonly today: string;
  readonly problems: readonly Problem[];
}

/** The form that closes a deal: the day, and for a lost one why. */
export function closureView(ctx: Context, { deal, outcome, reasons, today, problems }: ClosureFacts): PageView {
  const typed = (name: string) => valueIn(ctx, name) ?? "";
  const view = {
    ...pageOf(ctx, deal, `deals.close.${outcome}`),
    outcome,
    isLost: outcome === "lost",
    version: deal.version,
    today,
    closedOn: typed("closedOn") || today,
    lostNote: typed("lostNote"),
    competitor: typed("competitor") || (isMask(deal["competitor"]) ? "" : String(deal["competitor"] ?? "")),
    reasons: reasons.map(({ id, name }) => ({ id, name, chosen: id === typed("lostReason") })),
    wrong: problemsByField(ctx, problems, ["closedOn", "lostReason", "lostNote", "competitor"]),
  };
  return view;
}

export function reopeningView(ctx: Context, deal: Rec, problems: readonly Problem[] = []): PageView {
  const view = {
    ...pageOf(ctx, deal, "deals.reopen"),
    version: deal.version,
    reason: valueIn(ctx, "reason") ?? "",
    problems: sentences(ctx, problems),
  };
  return view;
}

function pageOf(ctx: Context, deal: Rec, key: string) {
  const name = String(deal["name"]);
  const path = `/deals/${deal.id}`;
  return {
    id: deal.id,
    title: say(ctx, key, { deal: name }),
    where: name,
    breadcrumb: [
      { label: say(ctx, "deals.many"), path: "/deals" },
      { label: name, path },
    ],
    back: ownPath(valueIn(ctx, "back"), queryIn(ctx).has("pipeline") ? `/deals/board?${ctx.querystring}` : path),
  };
}

const sentences = (ctx: Context, problems: readonly Problem[]): readonly string[] =>
  problems.map(({ message, values }) => say(ctx, message, values));

/** One sentence per field; what is about none of them stands under "" . */
function problemsByField(
  ctx: Context,
  problems: readonly Problem[],
  fields: readonly string[],
): Readonly<Record<string, string | null>> {
  const about = (field: string) => problems.find(({ pointer }) => pointer === `/${field}`);
  const other = problems.filter(({ pointer }) => !fields.includes(pointer.slice(1)));
  const named = fields
    .map((field) => [field, about(field)] as const)
    .map(([field, found]) => [field, found ? say(ctx, found.message, found.values) : null]);
  return { ...Object.fromEntries(named), general: sentences(ctx, other).join(" ") || null };
}

export interface StageBar {
  readonly id: string;
  readonly version: number;
  readonly open: boolean;
  readonly status: string;
  readonly stages: readonly {
    readonly id: string;
    readonly name: string;
    readonly current: boolean;
    readonly passed: boolean;
    readonly allowed: boolean;
  }[];
  readonly lostReason: string | null;
  /** True when the amount is in a currency without a rate, and so missing from all sums. */
  readonly unrated: boolean;
}

/** The stages of a deal in its record's head: a click moves it. */
export function stageBar(deal: Rec, pipeline: Pipeline, reasons: ReadonlyMap<string, LossReason>): StageBar {
  const open = liveStages(pipeline).filter((stage) => stage.type === "open" || stage.id === deal["stage"]);
  const here = pipeline.stages.find((stage) => stage.id === deal["stage"]);
  return {
    id: deal.id,
    version: deal.version,
    open: deal["status"] === "open",
    status: String(deal["status"]),
    stages: open.map((stage) => stepOf(stage, here, pipeline, deal["status"] === "open")),
    lostReason: reasons.get(String(deal["lostReason"]))?.name ?? null,
    unrated: deal["amount"] !== null && deal["baseAmount"] === null,
  };
}

const stepOf = (stage: Stage, here: Stage | undefined, pipeline: Pipeline, open: boolean) => ({
  id: stage.id,
  name: stage.name,
  current: stage.id === here?.id,
  passed: here !== undefined && stage.position < here.position,
  allowed: open && here !== undefined && stage.id !== here.id && mayMove(pipeline, here, stage),
});
