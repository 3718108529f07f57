// Traces and metrics for OpenTelemetry. Its packages are loaded only where the environment names a collector.
import type { RequestListener } from "node:http";
import type { Database } from "../../db/database.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface Telemetry {
  /** The same database, with a span per statement; values never leave the process. */
  database(db: Database): Database;
  /** Counts the connections of its pool. */
  watch(db: Database): void;
  /** The same listener, with a span and a duration per request. */
  requests(listener: RequestListener): RequestListener;
  /** Sends what is waiting, and ends. */
  close(): Promise<void>;
}

const nothing: Telemetry = {
  database: (db) => db,
  watch: () => undefined,
  requests: (listener) => listener,
  close: async () => undefined,
};

/** Reads the variables that OpenTelemetry has defined for it: `OTEL_EXPORTER_OTLP_ENDPOINT` and its like. */
export async function openTelemetry(env: Environment): Promise<Telemetry> {
  const wanted = {
    traces: isWanted(env, "TRACES"),
    metrics: isWanted(env, "METRICS"),
  };
  if (!wanted.traces && !wanted.metrics) return nothing;
  const { openExport } = await import("./export.ts");
  return openExport(wanted, env);
}

function isWanted(env: Environment, signal: "TRACES" | "METRICS"): boolean {
  if (env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true" || env[`OTEL_${signal}_EXPORTER`] === "none") return false;
  return Boolean(env["OTEL_EXPORTER_OTLP_ENDPOINT"] || env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]);
}
