import type { Draft, HookContext, Problem, Queryable } from "trellis/sdk";
import { problem } from "./problem.ts";

/** A group is not below itself. */
export async function checkGroup(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const parent = draft.get("parent");
  if (parent === null || !draft.touches("parent")) return [];
  const text = `with recursive above as (
      select id, parent_id from plugin_products.product_groups where id = $1
      union select g.id, g.parent_id from plugin_products.product_groups g join above on above.parent_id = g.id)
    select from above where id = $2`;
  const found = parent === draft.id ? [{}] : await db.query({ text, values: [parent, draft.id] });
  return found.length > 0 ? [problem("parent", "group_below_itself")] : [];
}

/** A group and all below it. */
export async function groupsBelow(db: Queryable, id: string): Promise<readonly string[]> {
  const text = `with recursive below as (
      select id from plugin_products.product_groups where id = $1
      union select g.id from plugin_products.product_groups g join below on g.parent_id = below.id where g.deleted_at is null)
    select id from below`;
  return (await db.query<{ id: string }>({ text, values: [id] })).map((row) => row.id);
}
