// What somebody waits for: colleagues and guests who were asked and did not answer, and what they left to others to do.
import { type Actor, type Database, isId, type Records } from "trellis/sdk";
import { type Activity, activityFrom, titled } from "./activity.ts";
import { namesOf } from "./people.ts";

export interface Waiting {
  readonly activity: Activity;
  /** Names of those who did not answer; empty where somebody has it to do. */
  readonly unanswered: readonly string[];
}

interface Row {
  readonly id: string;
  readonly names: readonly string[];
}

const SHOWN = 200;

// Of what others have, the asker sees what their rights reach; that is asked of the records afterwards.
const unansweredSql = `select a.id, array_agg(w.name order by w.name) as names from plugin_activities.activities a join (
    select p.activity, p.person::text as name from plugin_activities.participants p where p.state = 'invited'
    union all select i.activity, i.name from plugin_activities.invitations i where i.state = 'invited') w on w.activity = a.id
  where a.owner_id = $1 and a.status = 'planned' and a.deleted_at is null group by a.id, a.due_at order by a.due_at limit ${SHOWN}`;

const leftSql = `select a.id from plugin_activities.activities a
  where a.status = 'planned' and a.deleted_at is null and a.owner_id <> $1 and (a.created_by = $1::text
    or exists (select from plugin_activities.handed h join plugin_activities.handings g on g.id = h.handing
      where h.activity = a.id and g.by_person = $1 and g.undone_at is null and g.given_to = a.owner_id))
  order by a.due_at limit ${SHOWN}`;

export class WaitingFor {
  readonly #needs: { readonly db: Database; readonly records: Records };

  constructor(needs: { readonly db: Database; readonly records: Records }) {
    this.#needs = needs;
  }

  /** The first due come first. */
  async list(actor: Actor): Promise<readonly Waiting[]> {
    const { db } = this.#needs;
    const values = [actor.id];
    const [open, left] = await Promise.all([
      db.query<Row & object>({ text: unansweredSql, values }),
      db.query<{ id: string }>({ text: leftSql, values }),
    ]);
    const names = await this.#namesOf(
      actor,
      open.flatMap((row) => row.names),
    );
    const said = new Map(open.map((row) => [row.id, row.names.map((one) => names.get(one) ?? one)]));
    const found = await this.#seen(actor, [...said.keys(), ...left.map(({ id }) => id)]);
    return found.map((activity) => ({ activity, unanswered: said.get(activity.id) ?? [] }));
  }

  async #seen(actor: Actor, ids: readonly string[]): Promise<readonly Activity[]> {
    if (ids.length === 0) return [];
    const filter = { field: "id", op: "in", value: [...new Set(ids)] } as const;
    const sort = [{ field: "dueAt", direction: "asc" }] as const;
    const { data } = await this.#needs.records.list(actor, "activity", { filter, sort, limit: SHOWN, include: titled });
    return data.map(activityFrom);
  }

  async #namesOf(actor: Actor, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(people.filter(isId))];
    return await namesOf(this.#needs.records, actor, "user", ids);
  }
}
