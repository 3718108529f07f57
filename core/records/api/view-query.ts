import type { Actor } from "../../kernel/actor.ts";
import { NotFound } from "../../kernel/errors.ts";
import type { Filter, ListQuery } from "../query/grammar.ts";
import type { Kind } from "../kind.ts";
import { refuseUnknownIn, sortSeen } from "../views/seen-view.ts";
import type { Views } from "../views/views.ts";

/** The query narrowed by a saved view: both filters hold, and what the request says about order wins. */
export async function inView(
  views: Views,
  actor: Actor,
  at: { kind: Kind; id: string | undefined; query: ListQuery },
): Promise<ListQuery> {
  if (!at.id) return at.query;
  const view = await views.get(actor, at.id);
  if (view.kind !== at.kind.name) throw new NotFound("views.not_found");
  refuseUnknownIn(at.kind, view);
  const filters = [view.query.filter, at.query.filter].filter((one): one is Filter => one !== undefined);
  const sort = at.query.sort ?? (view.query.sort && sortSeen(at.kind, view.query.sort));
  const filter = filters.length > 1 ? { and: filters } : filters[0];
  return { ...at.query, filter, sort, q: at.query.q ?? (view.query.q || undefined) };
}
