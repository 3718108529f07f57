import type { RequestListener } from "node:http";
import type { Database } from "../../db/database.ts";
import type { Measures } from "../../plugins/metrics/measures.ts";

/** What is told about the work of this process, to whoever collects it. */
export interface Telemetry {
  /** The same database, with a span per statement; values never leave the process. */
  database(db: Database): Database;
  /** Counts the connections of its pool. */
  watch(db: Database): void;
  /** Hands on what modules count. */
  modules(measures: Measures): void;
  /** The same listener, with a span and a duration per request. */
  requests(listener: RequestListener): RequestListener;
  /** Sends what is waiting, and ends. */
  close(): Promise<void>;
}
