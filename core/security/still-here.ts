import type { Queryable } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import { exceeds, heldBy } from "./grant.ts";

const question = "select state = 'active' and deleted_at is null as here from users where id = $1";

/**
 * Asked between the steps of long work: whoever was switched off meanwhile, or whose right for it reaches less far by now, does not
 * go on with it.
 */
export async function stillHere(db: Queryable, actor: Actor, right: string): Promise<void> {
  const { kind, id, again } = actor;
  if (kind === "system") return;
  const [person] = await db.query<{ here: boolean }>({ name: "still-here", text: question, values: [id] });
  if (!person?.here) throw new NotAllowed("security.shut_out");
  const now = again ? await again() : undefined;
  if (now && exceeds(heldBy(actor, right), heldBy(now, right))) throw new NotAllowed("security.right_gone", { right });
}
