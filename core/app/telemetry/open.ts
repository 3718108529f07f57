// Traces and metrics for OpenTelemetry. Its packages are loaded only where the environment names a collector.
import type { Telemetry } from "./telemetry.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const nothing: Telemetry = {
  database: (db) => db,
  watch: () => undefined,
  modules: () => undefined,
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
