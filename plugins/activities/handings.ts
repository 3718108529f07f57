// Giving activities to somebody else: one, or all open ones of a selection, with the way back.
import { type Actor, type Database, newId, NotFound, type Rec, type Records, type Transaction } from "trellis/sdk";
import { mayChange } from "./may-change.ts";
import { activityFrom, titled } from "./activity.ts";

/** A choice is forgotten after so long. */
const KEPT = "interval '30 days'";
const MOST_PEOPLE = 200;

export interface Given {
  readonly handing: string;
  readonly given: number;
  /** Done, not the giver's to give, or changed by somebody else in this moment. */
  readonly left: number;
}

export interface Colleague {
  readonly id: string;
  readonly name: string;
}

interface Needs {
  readonly db: Database;
  readonly records: Records;
}

export class Handings {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Whom this person may give activities to: those whose activities they may change; nobody where that is only themselves. */
  async receivers(actor: Actor, except: string | null = null): Promise<readonly Colleague[]> {
    const scope = actor.grants.get("activities.change") ?? "none";
    if (scope === "none" || scope === "own") return [];
    const mates = scope === "team" ? actor.teamMates : actor.subtreeMates;
    const within = scope === "all" ? [] : [{ field: "id", op: "in", value: mates } as const];
    const others = except === null ? [] : [{ field: "id", op: "ne", value: except } as const];
    const filter = { and: [{ field: "state", op: "eq", value: "active" } as const, ...within, ...others] };
    const sort = [{ field: "name", direction: "asc" }] as const;
    const { data } = await this.#needs.records.list(actor, "user", {
      filter,
      fields: ["name"],
      sort,
      limit: MOST_PEOPLE,
    });
    return data.map(({ id, name }) => ({ id, name: String(name) }));
  }

  /** Remembers what was chosen; answers its number. */
  async choose(actor: Actor, activities: readonly string[]): Promise<string> {
    const id = newId();
    const { db } = this.#needs;
    await db.query({ text: `delete from plugin_activities.handings where made_at < now() - ${KEPT}` });
    const text = "insert into plugin_activities.handings (id, by_person, activities) values ($1, $2, $3)";
    await db.query({ text, values: [id, actor.id, activities] });
    return id;
  }

  /** How many were chosen; NotFound for what somebody else chose. */
  async chosen(actor: Actor, id: string): Promise<readonly string[]> {
    return (await this.#find(actor, id)).activities;
  }

  /** Gives what is open of them, each whole or not at all. */
  async give(actor: Actor, id: string, to: string): Promise<Given> {
    const { activities } = await this.#find(actor, id);
    const text = "update plugin_activities.handings set given_to = $2 where id = $1 and given_to is null returning id";
    if ((await this.#needs.db.query({ text, values: [id, to] })).length === 0) throw new NotFound("web.not_found");
    let given = 0;
    for (const activity of activities) given += await this.#giveOne(actor, { handing: id, activity, to });
    return { handing: id, given, left: activities.length - given };
  }

  /** Takes it back where it still is with whom it was given to. */
  async undo(actor: Actor, id: string): Promise<number> {
    const { records, db } = this.#needs;
    const { to } = await this.#find(actor, id);
    const text =
      "update plugin_activities.handings set undone_at = now() where id = $1 and undone_at is null returning id";
    if ((await db.query({ text, values: [id] })).length === 0) throw new NotFound("web.not_found");
    const rows = await db.query<{ activity: string; before: string | null }>({
      text: `select activity, before_person as before from plugin_activities.handed where handing = $1`,
      values: [id],
    });
    let count = 0;
    for (const { activity, before } of rows) {
      const found = await records.find(actor, "activity", activity);
      if (found?.["owner"] !== to) continue;
      const change = records.change(actor, "activity", activity, { owner: before }, sinceThen(found));
      count += await counted(change);
    }
    return count;
  }

  async #giveOne(
    actor: Actor,
    { handing, activity, to }: { handing: string; activity: string; to: string },
  ): Promise<number> {
    const { records, db } = this.#needs;
    const found = await records.find(actor, "activity", activity, { include: titled });
    const isOpen = found?.["status"] === "planned" && found["owner"] !== to;
    if (!found || !isOpen || !mayChange(actor, activityFrom(found))) return 0;
    const work = async (trx: Transaction) => {
      await records.change(actor, "activity", activity, { owner: to }, { trx, ...sinceThen(found) });
      const text = "insert into plugin_activities.handed (handing, activity, before_person) values ($1, $2, $3)";
      await trx.query({ text, values: [handing, activity, found["owner"] ?? null] });
    };
    return await counted(db.transaction(work));
  }

  async #find(
    actor: Actor,
    id: string,
  ): Promise<{ readonly activities: readonly string[]; readonly to: string | null }> {
    const text = `select activities, given_to as "to" from plugin_activities.handings where id = $1 and by_person = $2`;
    const [row] = await this.#needs.db.query<{ activities: string[]; to: string | null }>({
      text,
      values: [id, actor.id],
    });
    if (!row) throw new NotFound("web.not_found");
    return row;
  }
}

/** Somebody who changes it in this moment goes first. */
const sinceThen = ({ version }: Rec) => ({ baseVersion: version, strict: true });

/** 1 for what went well; what is refused stays where it is. */
const counted = async (work: Promise<unknown>): Promise<number> =>
  await work.then(
    () => 1,
    () => 0,
  );
