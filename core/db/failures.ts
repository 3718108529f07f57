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

/** Raised by a trigger on columns whose values stand elsewhere now: whoever writes there has not read the newest definitions. */
const MOVED = "TR001";
/** Its code, and the one people are told. */
export const moved: readonly string[] = [MOVED, "db.moved"];

/** True when the newest definitions have to be read before this is tried again. */
export const isMoved = (error: unknown): boolean => moved.includes(sqlState(error));

/** After this the connection must not be used again. */
export const isSilence = (error: unknown): boolean => error instanceof Error && error.message === "Query read timeout";

/** The failure under the name people are told, where the database itself is to blame; any other unchanged. */
export function nameFailure(error: unknown): unknown {
  const name = nameOf(error);
  return name ? new Unavailable(`db.${name}`, { seconds: 2 }, { cause: error }) : error;
}

const names: ReadonlyMap<string, string> = new Map([
  ["53100", "disk_full"],
  ["57014", "too_slow"],
  [MOVED, "moved"],
]);

function nameOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof Unavailable) return undefined;
  const state = sqlState(error);
  const known = names.get(state);
  if (known) return known;
  if (error.name === "KnexTimeoutError") return "busy";
  return unreachable.test(state) || lost.test(error.message) ? "unavailable" : undefined;
}
