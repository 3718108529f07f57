// What people do with a module, written down by the module: that it was done, by whom and on which day.
import type { Queryable } from "../../db/database.ts";
import { behind } from "../../db/lent.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Labels } from "../manifest/labels.ts";

/** What people do with a module when it is of use to them. */
export interface DeclaredAdoption {
  readonly actions: readonly { readonly id: string; readonly label: Labels }[];
  /** Percent of those who have it that are to use it. */
  readonly target?: number;
  /** Days that are looked back; 30 if left out. */
  readonly days?: number;
}

export interface OwnAdoption {
  /** Counts for a person that they did it today, in the transaction `on` if there is one. What the system does by itself is nobody's. */
  record(actor: Actor, action: string, on?: Queryable): Promise<void>;
}

/** Actions of one plugin, as its manifest lists them. */
export function ownAdoption(plugin: string, declared: DeclaredAdoption | undefined, db: Queryable): OwnAdoption {
  const known = new Set(declared?.actions.map(({ id }) => id));
  return {
    async record({ id, kind }, action, on = db) {
      if (!known.has(action)) throw new Error(`plugin.json lists no action ${action} under adoption.actions`);
      if (kind !== "person") return;
      const text = `insert into adoption_days (plugin, action, user_id) select $1, $2, id from users where id = $3
        on conflict (plugin, user_id, action, day) do update set times = adoption_days.times + 1`;
      await behind(on).query({ text, values: [plugin, action, id], name: "adoption_record" });
    },
  };
}

/** Days after which nobody looks back. */
const KEPT = 400;

export async function forgetOldAdoption(db: Queryable): Promise<void> {
  await db.query({ text: "delete from adoption_days where day < current_date - $1::int", values: [KEPT] });
}

/** Everything that was counted of a plugin. */
export async function forgetAdoption(db: Queryable, plugin: string): Promise<void> {
  await db.query({ text: "delete from adoption_days where plugin = $1", values: [plugin] });
}
