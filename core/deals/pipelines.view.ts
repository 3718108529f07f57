import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import { say } from "../web/context.ts";
import type { PageView } from "../web/page-view.ts";
import type { ObservedStage } from "./funnel.ts";
import type { ExchangeRate } from "./rates.ts";
import type { LossReason, Pipeline, Stage } from "./setup.ts";

export interface PipelinesFacts {
  readonly pipelines: readonly Pipeline[];
  readonly templates: readonly { readonly id: string; readonly name: string }[];
  readonly reasons: readonly LossReason[];
  readonly rates: readonly ExchangeRate[];
  readonly currency: string;
  readonly today: string;
  readonly problems: readonly Problem[];
}

const crumbs = (ctx: Context) => [{ label: say(ctx, "web.settings"), path: "/settings" }];

const sentences = (ctx: Context, problems: readonly Problem[]): readonly string[] =>
  problems.map(({ message, values }) => say(ctx, message, values));

/** All pipelines, reasons for losses, and rates of other currencies. */
export function pipelinesView(ctx: Context, facts: PipelinesFacts): PageView {
  const view = {
    title: say(ctx, "pipelines.many"),
    where: say(ctx, "web.settings"),
    breadcrumb: crumbs(ctx),
    ...facts,
    pipelines: facts.pipelines.map((one) => ({
      ...one,
      stages: live(one)
        .map(({ name }) => name)
        .join(" → "),
    })),
    problems: sentences(ctx, facts.problems),
  };
  return view;
}

export interface ArrangeFacts {
  readonly pipeline: Pipeline;
  readonly counts: ReadonlyMap<string, number>;
  readonly observed: readonly ObservedStage[];
  /** What a stage may ask for. */
  readonly fields: readonly FieldName[];
  readonly problems: readonly Problem[];
}

export interface FieldName {
  readonly path: string;
  readonly label: string;
}

/** The stages of one pipeline, each a small form. */
export function arrangeView(ctx: Context, { pipeline, counts, observed, fields, problems }: ArrangeFacts): PageView {
  const stages = live(pipeline);
  const view = {
    title: pipeline.name,
    where: say(ctx, "pipelines.many"),
    breadcrumb: [...crumbs(ctx), { label: say(ctx, "pipelines.many"), path: "/settings/pipelines" }],
    id: pipeline.id,
    name: pipeline.name,
    isDefault: pipeline.isDefault,
    moves: ["any", "forward", "matrix"].map((id) => ({
      id,
      name: say(ctx, `deals.moves.${id}`),
      chosen: id === pipeline.moves,
    })),
    stages: stages.map((stage, at) =>
      stageView(stage, { ctx, at, last: at === stages.length - 1, count: counts.get(stage.id) ?? 0, observed, fields }),
    ),
    problems: sentences(ctx, problems),
  };
  return view;
}

interface Around {
  readonly ctx: Context;
  readonly at: number;
  readonly last: boolean;
  readonly count: number;
  readonly observed: readonly ObservedStage[];
  readonly fields: readonly FieldName[];
}

const stageView = (stage: Stage, { ctx, at, last, count, observed, fields }: Around) => ({
  id: stage.id,
  name: stage.name,
  type: stage.type,
  meaning: say(ctx, `deals.status.${stage.type}`),
  isOpen: stage.type === "open",
  probability: Number(stage.probability),
  quietAfter: stage.quietAfter,
  needs: fields.map((field) => ({ ...field, chosen: stage.entryRules?.required?.includes(field.path) ?? false })),
  needed: stage.entryRules?.required?.length ?? 0,
  up: at > 0,
  down: !last,
  count,
  observed: observed.find((one) => one.stage === stage.id)?.probability ?? null,
});

/** Before a stage is taken away: what would break, and where its deals go. */
export function archivingView(
  ctx: Context,
  {
    pipeline,
    stage,
    count,
    problems,
  }: { pipeline: Pipeline; stage: Stage; count: number; problems: readonly string[] },
): PageView {
  const others = live(pipeline).filter((one) => one.id !== stage.id && one.type === stage.type);
  const view = {
    title: say(ctx, "deals.stage.archive", { stage: stage.name }),
    where: pipeline.name,
    breadcrumb: [
      ...crumbs(ctx),
      { label: say(ctx, "pipelines.many"), path: "/settings/pipelines" },
      { label: pipeline.name, path: `/settings/pipelines/${pipeline.id}` },
    ],
    pipelineId: pipeline.id,
    id: stage.id,
    name: stage.name,
    count,
    others: others.map(({ id, name }) => ({ id, name })),
    problems,
  };
  return view;
}

const live = ({ stages }: Pipeline): readonly Stage[] => stages.filter((stage) => !stage.archived);
