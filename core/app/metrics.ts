// Numbers for Prometheus: the process, its answers, its connections to the database, what modules count.
import type { RequestListener, Server } from "node:http";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Database } from "../db/database.ts";
import type { Measures } from "../plugins/metrics/measures.ts";

interface Pool {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
}

/** The registry of one application; `watch` has to be called before the server gets its first request. */
export function openMetrics(
  db: Database,
  modules: Pick<Measures, "text">,
): { watch(server: Server): void; text(): Promise<string> } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  poolGauge(registry, db.knex.client.pool as Pool);
  const answers = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's headers to the end of its answer",
    labelNames: ["method", "status"] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const series = new Map<string, { observe(seconds: number): void }>();
  const seriesOf = (method: string, status: number) => {
    const name = `${method} ${status}`;
    const found = series.get(name) ?? answers.labels({ method, status });
    series.set(name, found);
    return found;
  };
  const observe: RequestListener = ({ method = "" }, response) => {
    const began = performance.now();
    response.once("close", () =>
      seriesOf(known(method), response.statusCode).observe((performance.now() - began) / 1_000),
    );
  };
  return {
    watch: (server) => void server.prependListener("request", observe),
    text: async () => `${await registry.metrics()}${await modules.text()}`,
  };
}

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

// Whatever a client invents must not become a new series.
const known = (method: string): string => (methods.has(method) ? method : "other");

function poolGauge(registry: Registry, pool: Pool): void {
  const gauge = new Gauge({
    name: "database_connections",
    help: "Connections of the pool by state; `waiting` are requests without one",
    labelNames: ["state"] as const,
    registers: [registry],
    collect() {
      gauge.set({ state: "used" }, pool.numUsed());
      gauge.set({ state: "free" }, pool.numFree());
      gauge.set({ state: "waiting" }, pool.numPendingAcquires());
    },
  });
}
