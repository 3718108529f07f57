// Tells failures of the database itself from those of a statement, so that people hear "try again" and not "error".
import { Unavailable } from "../kernel/errors.ts";

/** The SQLSTATE of a failure, or an empty string when it did not come from PostgreSQL. */
export function sqlState(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

// Connection lost or refused, server starting or stopping, too many connections, standby that takes no writes.
const unreachable = /^(08|57P|53300|25006|ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/;
const lost =
  /Query read timeout|Connection terminated|not queryable|connection timeout|timeout expired|timeout exceeded when trying to connect/i;

/** After this the connection must not be used again. */
export const isSilence = (error: unknown): boolean => error instanceof Error && error.message === "Query read timeout";

/** The failure under the name people are told, where the database itself is to blame; any other unchanged. */
export function nameFailure(error: unknown): unknown {
  const name = nameOf(error);
  return name ? new Unavailable(`db.${name}`, { seconds: 2 }, { cause: error }) : error;
}

function nameOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof Unavailable) return undefined;
  const state = sqlState(error);
  if (state === "53100") return "disk_full";
  if (state === "57014") return "too_slow";
  if (error.name === "KnexTimeoutError") return "busy";
  return unreachable.test(state) || lost.test(error.message) ? "unavailable" : undefined;
}
