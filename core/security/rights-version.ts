import type { Queryable } from "../db/database.ts";

/** Tells every process that what people may do has changed: whatever was kept of it is read anew. */
export async function bumpRights(db: Queryable): Promise<void> {
  await db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
  await db.query({ text: "notify trellis, 'rights'" });
}
