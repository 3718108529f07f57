// A list that leaves is looked at before its first byte: somebody's first one, and marked records that are in it.
import type { Queryable, Transaction } from "../../db/database.ts";
import { may } from "../../kernel/actor.ts";
import type { ListWatch } from "../export/told.ts";
import type { Alerts } from "./alerts.ts";
import { MARK_HONEY } from "./honey.ts";

const before = "select from audit_events where actor_id = $1 and action = 'list.exported' and seq < $2 limit 1";
const END = "9223372036854775807";

/** Whether somebody never took a list out, up to a line of the trail. */
export const isFirstList = async (db: Pick<Queryable, "query">, actorId: string, line = END): Promise<boolean> =>
  (await db.query({ text: before, values: [actorId, line] })).length === 0;

/** Asked in the transaction that writes down that it leaves, before it does. */
export const watchingLists = (alerts: Alerts): ListWatch => ({
  async leaves(trx: Transaction, { actor, kind, honey, summary: { number } }) {
    if (actor.kind === "system") return;
    if (await isFirstList(trx, actor.id))
      await alerts.raise({ rule: "first_export", userId: actor.id, detail: { kind, number } }, trx);
    if (may(actor, MARK_HONEY)) return;
    for (const id of honey)
      await alerts.raise(
        { rule: "honey", userId: actor.id, subject: id, detail: { way: "exported", kind, id, number } },
        trx,
      );
  },
});
