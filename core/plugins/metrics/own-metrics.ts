import type { Measures } from "./measures.ts";
import type { Labels, Metric } from "./metric.ts";

/** The metrics of the plugin that asks, as its manifest lists them. What is told while it is off is told to nobody. */
export interface OwnMetrics {
  /** Adds to a counter, 1 if nothing is said. */
  count(name: string, labels?: Labels, by?: number): void;
  /** Sets a gauge. */
  set(name: string, value: number, labels?: Labels): void;
  /** Puts a value into a histogram, such as seconds. */
  observe(name: string, value: number, labels?: Labels): void;
}

export function ownMetrics(plugin: string, declared: readonly Metric[], measures: Measures): OwnMetrics {
  const tell = (type: Metric["type"], name: string, value: number, labels?: Labels): void => {
    const metric = declared.find((one) => one.name === name && one.type === type);
    if (!metric) throw new Error(`plugin.json lists no ${type} ${name} under contributes.metrics`);
    measures.tell(plugin, metric, { labels, value });
  };
  return {
    count: (name, labels, by = 1) => tell("counter", name, by, labels),
    set: (name, value, labels) => tell("gauge", name, value, labels),
    observe: (name, value, labels) => tell("histogram", name, value, labels),
  };
}
