import { Big } from "big.js";
import type { Money } from "../records/fields/types/money.ts";
import type { PageView } from "../web/page-view.ts";
import type { Cut, Figures, Period } from "./figures.ts";
import type { ForecastLine, Loss } from "./forecast.ts";
import type { FunnelStep, ObservedStage } from "./funnel.ts";
import type { Pipeline } from "./setup.ts";

export interface FiguresFacts {
  readonly period: Period;
  readonly cut: Cut;
  readonly target: string;
  readonly pipelines: readonly Pipeline[];
  readonly figures: Figures;
  readonly steps: readonly FunnelStep[];
  readonly observed: readonly ObservedStage[];
  readonly lines: readonly ForecastLine[];
  readonly losses: readonly Loss[];
}

type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string;

/** One page that answers: how well do we sell, what is coming, and why do we lose. */
export function figuresView(facts: FiguresFacts, say: Say): PageView {
  const { period, cut, target, pipelines, figures, losses } = facts;
  const view = {
    title: say("deals.figures"),
    where: say("deals.many"),
    breadcrumb: [{ label: say("deals.many"), path: "/deals" }],
    period,
    target,
    pipelines: pipelines.map(({ id, name }) => ({ id, name, chosen: id === cut.pipeline })),
    owners: ["all", "me", "team"].map((id) => ({
      id,
      name: say(`deals.owner.${id}`),
      chosen: id === (cut.owner ?? "all"),
    })),
    facts: factsOf(figures),
    steps: stepsOf(facts),
    forecast: forecastRows(facts, say),
    losses: losses.map((loss) => ({ ...loss, reason: loss.reason?.title ?? say("deals.loss.unknown") })),
  };
  return view;
}

interface Fact {
  readonly key: string;
  readonly sort: "money" | "percent" | "days" | "factor";
  readonly amount: Money | null;
  readonly value: string | number | null;
  /** Number of deals behind the amount. */
  readonly count: number | null;
}

function factsOf(figures: Figures): readonly Fact[] {
  const { currency, winRate, winRateByAmount, cycle, averageWon, weighted, velocity, coverage } = figures;
  const money = (key: string, amount: string | null, count: number | null = null): Fact => ({
    key,
    sort: "money",
    amount: amount === null ? null : { amount, currency },
    value: null,
    count,
  });
  const plain = (key: string, sort: Fact["sort"], value: string | number | null): Fact => ({
    key,
    sort,
    amount: null,
    value,
    count: null,
  });
  return [
    money("won", figures.wonAmount, figures.won),
    money("lost", figures.lostAmount, figures.lost),
    plain("winRate", "percent", winRate),
    plain("winRateByAmount", "percent", winRateByAmount),
    plain("cycle", "days", cycle),
    money("averageWon", averageWon),
    money("open", figures.openAmount, figures.open),
    money("weighted", weighted),
    money("velocity", velocity?.amount ?? null),
    plain("coverage", "factor", coverage),
  ];
}

function stepsOf({ steps, observed }: FiguresFacts): readonly object[] {
  const most = Math.max(1, ...steps.map((step) => step.reached));
  return steps.map(({ stage, reached, conversion }) => ({
    name: stage.name,
    reached,
    most,
    conversion,
    probability: stage.probability,
    observed: observed.find((one) => one.stage === stage.id)?.probability ?? null,
  }));
}

/** One row per month and person, one column per category. */
function forecastRows({ lines, figures }: FiguresFacts, say: Say): readonly object[] {
  const groups = Map.groupBy(lines, (line) => `${line.month} ${line.owner?.id ?? ""}`);
  return [...groups.values()].map((group) => {
    const sum = (part: "amount" | "weighted", category?: string): Money | null => {
      if (group.some((line) => line[part] === null)) return null;
      const lines = group.filter((line) => category === undefined || line.category === category);
      const amount = lines.reduce((all, line) => all.plus(line[part]?.amount ?? 0), new Big(0)).toFixed();
      return { amount, currency: figures.currency };
    };
    return {
      month: group[0]?.month ?? "",
      owner: group[0]?.owner?.title ?? say("deals.owner.nobody"),
      pipeline: sum("amount", "pipeline"),
      best: sum("amount", "best"),
      commit: sum("amount", "commit"),
      weighted: sum("weighted"),
      late: group.reduce((all, line) => all + line.late, 0),
    };
  });
}
