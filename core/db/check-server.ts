// Looks at a database before anything is written to it: its version, and that our rights are not larger than needed.
import { AppError } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { Queryable } from "./database.ts";
import { rightsOf } from "./rights.ts";

/** The database cannot be used as it is; the code says why. */
export class DatabaseUnfit extends AppError {
  readonly status = 500;
}

const oldest = 15;

const question = "select current_setting('server_version_num')::int / 10000 as version";

/** Refuses a PostgreSQL that is too old, and in production a role that could do more than the application may. */
export async function checkServer(db: Queryable, production: boolean, log: Log): Promise<void> {
  const [{ version } = { version: 0 }] = await db.query<{ version: number }>({ text: question });
  if (version < oldest) throw new DatabaseUnfit("db.too_old", { version, oldest });
  const { role, mighty } = await rightsOf(db);
  if (!mighty) return;
  if (production) throw new DatabaseUnfit("db.role_too_mighty", { role });
  log.warn({ role }, "The database role may do more than Trellis needs; in production this is refused");
}
