// The numbers of a metric as prom-client keeps them, one for each combination of labels.
import type { Labels } from "./metric.ts";

export interface Point {
  readonly labels: Labels;
  readonly value: number | Spread;
}

/** How many values lay up to each bound, beyond the bound before; the last count is of those beyond all. */
export interface Spread {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

interface Kept {
  readonly values: readonly {
    readonly value: number;
    readonly labels: Readonly<Partial<Record<string, string | number>>>;
    readonly metricName?: string;
  }[];
}

export const pointsOf = ({ values }: Kept): Point[] =>
  values.map(({ labels, value }) => ({ labels: textsIn(labels), value }));

export function spreadsOf({ values }: Kept): Point[] {
  const apart = Map.groupBy(values, ({ labels: { le: _, ...labels } }) => JSON.stringify(labels));
  return [...apart].map(([labels, lines]) => ({ labels: textsIn(JSON.parse(labels)), value: spreadOf(lines) }));
}

function spreadOf(lines: Kept["values"]): Spread {
  const named = (end: string) => lines.filter(({ metricName = "" }) => metricName.endsWith(end));
  const buckets = named("_bucket");
  return {
    bounds: buckets.map(({ labels }) => Number(labels["le"])).filter(Number.isFinite),
    counts: buckets.map(({ value }, at) => value - (buckets[at - 1]?.value ?? 0)),
    sum: named("_sum")[0]?.value ?? 0,
    count: named("_count")[0]?.value ?? 0,
  };
}

const textsIn = (labels: Readonly<Record<string, unknown>>): Labels =>
  Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, String(value)]));
