// What modules count, for the collector. It is read at each export instead of kept in instruments: those would go on telling the
// last number of a module that is off.
import { type HrTime, ValueType } from "@opentelemetry/api";
import { emptyResource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from "@opentelemetry/sdk-metrics";
import type { Measures, Reading } from "../../plugins/metrics/measures.ts";
import type { Metric } from "../../plugins/metrics/metric.ts";
import type { Spread } from "../../plugins/metrics/points.ts";

/** Nothing to tell before `use` says whose metrics these are. */
export class ModuleMetrics implements MetricProducer {
  #measures: Measures | undefined;

  use(measures: Measures): void {
    this.#measures = measures;
  }

  async collect(): Promise<CollectionResult> {
    const readings = (await this.#measures?.read()) ?? [];
    const metrics = readings.filter(({ points }) => points.length > 0).map(dataOf);
    const scopeMetrics = metrics.length > 0 ? [{ scope: { name: "trellis.modules" }, metrics }] : [];
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
  }
}

function dataOf({ owner, metric, since, points }: Reading): MetricData {
  const [startTime, endTime] = [timeOf(since), timeOf(Date.now())];
  const dataPoints = points.map(({ labels, value }) => ({ startTime, endTime, attributes: labels, value }));
  return ofType(metric, {
    descriptor: { name: `${owner}.${metric.name}`, description: metric.help, unit: "", valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPoints,
  });
}

type Common = Pick<MetricData, "descriptor" | "aggregationTemporality"> & { readonly dataPoints: unknown };

function ofType({ type }: Metric, common: Common): MetricData {
  if (type === "histogram") {
    const dataPoints = (common.dataPoints as DataPoint<Spread>[]).map((point) => ({
      ...point,
      value: histogramOf(point.value),
    }));
    return { ...common, dataPoints, dataPointType: DataPointType.HISTOGRAM };
  }
  const dataPoints = common.dataPoints as DataPoint<number>[];
  return type === "counter"
    ? { ...common, dataPoints, dataPointType: DataPointType.SUM, isMonotonic: true }
    : { ...common, dataPoints, dataPointType: DataPointType.GAUGE };
}

const histogramOf = ({ bounds, counts, sum, count }: Spread) => ({
  buckets: { boundaries: [...bounds], counts: [...counts] },
  sum,
  count,
});

const timeOf = (ms: number): HrTime => [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000];
