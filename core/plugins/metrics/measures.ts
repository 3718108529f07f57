// The metrics of modules in this process: there while the module is on, gone with it.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { type Labels, labelsFor, type Metric, promName } from "./metric.ts";
import { type Point, pointsOf, spreadsOf } from "./points.ts";

/** A metric as it stands now. */
export interface Reading {
  readonly owner: string;
  readonly metric: Metric;
  /** Since when it has counted, in milliseconds. */
  readonly since: number;
  readonly points: readonly Point[];
}

interface Kept extends Omit<Reading, "points"> {
  tell(labels: Labels, value: number): void;
  points(): Promise<readonly Point[]>;
}

export class Measures {
  readonly #registry = new Registry();
  readonly #kept = new Map<string, Kept>();

  /** Begins a metric at nothing; answers how to end it. */
  add(owner: string, metric: Metric): () => void {
    const name = promName(owner, metric);
    this.#kept.set(name, { owner, metric, since: Date.now(), ...made(this.#registry, name, metric) });
    return () => {
      this.#kept.delete(name);
      this.#registry.removeSingleMetric(name);
    };
  }

  /** Adds to a counter, sets a gauge, or puts a value into a histogram; nothing while the module is off. */
  tell(owner: string, metric: Metric, { labels = {}, value }: { labels?: Labels | undefined; value: number }): void {
    const kept = this.#kept.get(promName(owner, metric));
    kept?.tell(labelsFor(kept.metric, labels), value);
  }

  async read(): Promise<readonly Reading[]> {
    const all = [...this.#kept.values()];
    return await Promise.all(
      all.map(async ({ owner, metric, since, points }) => ({ owner, metric, since, points: await points() })),
    );
  }

  /** In the words of Prometheus. */
  async text(): Promise<string> {
    return this.#kept.size > 0 ? await this.#registry.metrics() : "";
  }
}

function made(registry: Registry, name: string, metric: Metric): Pick<Kept, "tell" | "points"> {
  const { type, help, labels = {}, buckets } = metric;
  const about = { name, help, labelNames: Object.keys(labels), registers: [registry] };
  if (type === "counter") {
    const counter = new Counter(about);
    return { tell: (of, value) => counter.inc(of, value), points: async () => pointsOf(await counter.get()) };
  }
  if (type === "gauge") {
    const gauge = new Gauge(about);
    return { tell: (of, value) => gauge.set(of, value), points: async () => pointsOf(await gauge.get()) };
  }
  const histogram = new Histogram({ ...about, ...(buckets && { buckets: [...buckets] }) });
  return { tell: (of, value) => histogram.observe(of, value), points: async () => spreadsOf(await histogram.get()) };
}
