// What is sent to the collector, over OTLP as JSON. Addresses, headers, sampling and attributes come from OTEL_* variables,
// which the packages read themselves.
import { type Meter, metrics, type Tracer, trace } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { Database } from "../../db/database.ts";
import { productVersion } from "../../settings/schema.ts";
import { ModuleMetrics } from "./module-metrics.ts";
import type { Telemetry } from "./telemetry.ts";
import { tracedDatabase } from "./traced-database.ts";
import { tracedRequests } from "./traced-requests.ts";

const name = "trellis";

export function openExport(
  wanted: { readonly traces: boolean; readonly metrics: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Telemetry {
  const resource = defaultResource()
    .merge(resourceFromAttributes({ "service.name": name, "service.version": productVersion }))
    .merge(detectResources({ detectors: [envDetector] }));
  const modules = new ModuleMetrics();
  const traces = wanted.traces ? openTraces(resource) : undefined;
  const meters = wanted.metrics
    ? openMeters(resource, modules, Number(env["OTEL_METRIC_EXPORT_INTERVAL"]) || 60_000)
    : undefined;
  const tracer: Tracer = trace.getTracer(name, productVersion);
  const meter: Meter = metrics.getMeter(name, productVersion);
  return {
    database: (db) => tracedDatabase(db, tracer),
    watch: (db) => countConnections(meter, db),
    modules: (measures) => modules.use(measures),
    requests: (listener) => tracedRequests(listener, tracer, meter),
    close: async () => void (await Promise.allSettled([traces?.shutdown(), meters?.shutdown()])),
  };
}

type Resource = ReturnType<typeof defaultResource>;

/** Registered for the whole process, and with it the context that leads from a request to its statements. */
function openTraces(resource: Resource): NodeTracerProvider {
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return provider;
}

function openMeters(resource: Resource, modules: ModuleMetrics, exportIntervalMillis: number): MeterProvider {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    metricProducers: [modules],
    exportIntervalMillis,
    exportTimeoutMillis: Math.min(exportIntervalMillis, 30_000),
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  return provider;
}

interface Pool {
  numUsed(): number;
  numFree(): number;
}

function countConnections(meter: Meter, db: Database): void {
  const pool = db.knex.client.pool as Pool;
  meter.createObservableGauge("db.client.connection.count", { unit: "{connection}" }).addCallback((result) => {
    result.observe(pool.numUsed(), { "db.client.connection.state": "used" });
    result.observe(pool.numFree(), { "db.client.connection.state": "idle" });
  });
}
