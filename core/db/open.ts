import createKnex from "knex";
import pg from "pg";
import { type Database, databaseOver } from "./database.ts";
import { endOnSilence } from "./silence.ts";

export interface DatabaseSettings {
  /** Connection string, or socket parameters of the embedded server. */
  readonly connection: string | { host: string; port: number; user: string; password: string; database: string };
  readonly poolMax: number;
  /** Milliseconds. */
  readonly statementTimeout: number;
  readonly acquireTimeout: number;
  /** How many may wait for a connection; no limit unless given. */
  readonly queue?: number;
  /** Off for old PgBouncer in transaction mode. */
  readonly namedStatements: boolean;
  readonly applicationName: string;
}

const DATE = 1082;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;

// The driver would shift dates with the process's time zone; instants become RFC 3339 in UTC.
pg.types.setTypeParser(DATE, (text) => text);
pg.types.setTypeParser(TIMESTAMP, (text) => text);
pg.types.setTypeParser(TIMESTAMPTZ, (text) => `${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, "Z")}`);

/** Opens the pool; nothing is sent before the first statement. */
export function openDatabase(settings: DatabaseSettings): Database {
  const base =
    typeof settings.connection === "string" ? { connectionString: settings.connection } : settings.connection;
  const knex = createKnex({
    client: "pg",
    connection: {
      ...base,
      application_name: settings.applicationName,
      statement_timeout: settings.statementTimeout,
      query_timeout: settings.statementTimeout + 500,
      idle_in_transaction_session_timeout: 30_000,
      connectionTimeoutMillis: settings.acquireTimeout,
      keepAlive: true,
      // What waits to be sorted into a word index is read through by every search: keep that list short.
      options: "-c TimeZone=UTC -c jit=off -c gin_pending_list_limit=512",
    } as object,
    pool: {
      min: 0,
      max: settings.poolMax,
      idleTimeoutMillis: 60_000,
      createRetryIntervalMillis: 100,
      propagateCreateError: true,
      afterCreate,
    },
    acquireConnectionTimeout: settings.acquireTimeout,
    // It would print what it throws anyway, into the output of commands.
    log: { warn: nothing, error: nothing, deprecate: nothing, debug: nothing },
  });
  return databaseOver(knex, { named: settings.namedStatements, queue: settings.queue ?? Number.POSITIVE_INFINITY });
}

function afterCreate(client: pg.Client, done: () => void): void {
  endOnSilence(client);
  done();
}

const nothing = (): void => undefined;
