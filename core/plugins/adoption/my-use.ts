// What a person did with their modules, for this person: nobody else is told it.
import type { Queryable } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { isEnabledFor } from "../life/audience.ts";
import type { Plugins } from "../life/plugins.ts";
import type { PluginView } from "../life/view.ts";
import { DAYS } from "./adoption.ts";
import { countsAdoption } from "./counts.ts";

export interface MyUse {
  readonly plugin: PluginView;
  /** Days that are looked back. */
  readonly days: number;
  readonly actions: readonly { readonly id: string; readonly times: number; readonly last: string | null }[];
}

interface MyUseNeeds {
  readonly db: Queryable;
  readonly plugins: Plugins;
}

/** Of every module that they have and that counts something, also what they never did. */
export async function useOf(actor: Actor, { db, plugins }: MyUseNeeds): Promise<readonly MyUse[]> {
  const theirs = (await plugins.list()).filter((one) => countsAdoption(one) && isEnabledFor(one.audience, actor));
  const days = theirs.map(({ manifest }) => manifest?.adoption?.days ?? DAYS);
  const rows = await db.query<Row & object>({ text: done, values: [actor.id, theirs.map(({ id }) => id), days] });
  return theirs.map((plugin, at) => ({
    plugin,
    days: days[at] ?? DAYS,
    actions: (plugin.manifest?.adoption?.actions ?? []).map(({ id }) => {
      const row = rows.find((one) => one.plugin === plugin.id && one.id === id);
      return { id, times: row?.times ?? 0, last: row?.last ?? null };
    }),
  }));
}

interface Row {
  readonly plugin: string;
  readonly id: string;
  readonly times: number;
  readonly last: string;
}

const done = `select a.plugin, a.action as id, sum(a.times)::int as times, max(a.day)::text as last
  from unnest($2::text[], $3::int[]) as p(plugin, days)
  join adoption_days a on a.plugin = p.plugin and a.user_id = $1 and a.day > (now() at time zone 'UTC')::date - p.days
  group by 1, 2`;
