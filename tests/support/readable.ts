// Lines of the history and of the trail become readable once every older transaction of the server has ended; the tests' databases share a server.
import type { Database } from "../../core/db/database.ts";
import { until } from "./until.ts";

const younger = `select from (select xid from changes union all select xid from audit_events) lines
  where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1`;

/** Waits until everything that is written by now is told to whoever reads it in its order, and can be sealed. */
export async function allReadable(db: Pick<Database, "query">): Promise<void> {
  await until(async () => (await db.query({ text: younger })).length === 0);
}
