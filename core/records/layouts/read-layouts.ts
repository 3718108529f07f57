import type { Queryable } from "../../db/database.ts";
import type { LayoutRow } from "./layout.ts";

/** Every layout of every kind and role. */
export async function readLayouts(db: Queryable): Promise<LayoutRow[]> {
  const text = "select kind, role, layout, version from layouts order by kind, role";
  return await db.query<LayoutRow & object>({ text });
}
