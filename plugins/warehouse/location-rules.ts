// A location is not inside of itself, however many are between.
import type { Draft, HookContext, Problem } from "trellis/sdk";
import { problem } from "./problem.ts";

export async function checkLocation(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const parent = draft.get("parent");
  if (parent === null || !draft.touches("parent")) return [];
  const text = `with recursive above as (
      select id, parent_id from plugin_warehouse.stock_locations where id = $1
      union select l.id, l.parent_id from plugin_warehouse.stock_locations l join above on above.parent_id = l.id)
    select from above where id = $2`;
  const found = parent === draft.id ? [{}] : await db.query({ text, values: [parent, draft.id] });
  return found.length > 0 ? [problem("parent", "location_in_itself")] : [];
}
