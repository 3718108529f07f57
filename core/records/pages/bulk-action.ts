// An action of others for several records, from the bar below their list.
import { formIn } from "../../web/read.ts";
import { actionIn, finish } from "./actions.routes.ts";
import { carried, selectionOf } from "./bulk-selection.ts";
import { crumbs } from "./form.view.ts";
import { listAt } from "./list-ask.ts";
import type { Parts, Visit } from "./parts.ts";

/** Asks first where there is something to ask; `typed` is what the bar sent. */
export async function actOnAll(parts: Parts, visit: Visit, typed: URLSearchParams): Promise<void> {
  const { kind, reader, ctx } = visit;
  const action = actionIn(parts, visit, "list", typed.get("do") ?? "");
  const ids = await parts.bulk.idsOf(reader.actor, kind.name, await selectionOf(parts, visit, typed));
  const back = listAt(kind.plural, typed.get("in") ?? "");
  if (ids.length === 0) return finish(parts, ctx, { said: "records.bulk.nothing", tone: "bad" }, back);
  if (action.confirm === undefined || formIn(ctx).has("save"))
    return finish(parts, ctx, await action.run(reader.actor, ids), back);
  const view = {
    title: reader.say(action.label),
    breadcrumb: crumbs(kind, undefined, reader),
    text: reader.say(action.confirm, { count: ids.length }),
    action: `/${kind.plural}/bulk`,
    confirm: reader.say(action.label),
    back,
    kept: [...carried(typed), { name: "save", value: "yes" }],
  };
  parts.pages.show(ctx, "records/action", view);
}
