// How far a module has arrived: by team, who of those that have it uses it.
import type { Queryable } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { NotFound } from "../../kernel/errors.ts";
import { allowed, type Plugins } from "../life/plugins.ts";
import type { PluginView } from "../life/view.ts";
import type { RolesHere } from "../roles/proposals.ts";
import { countsAdoption } from "./counts.ts";
import type { DeclaredAdoption } from "./own-adoption.ts";

export interface AdoptionOfTeam {
  /** Null for those without a team. */
  readonly team: { readonly id: string; readonly name: string } | null;
  /** How many have the module: it is on for them, and their role allows something of it. */
  readonly eligible: number;
  /** How many of them used it in these days. */
  readonly active: number;
  /** Day on which the first of them did, ever. */
  readonly since: string | null;
  readonly actions: readonly { readonly id: string; readonly people: number; readonly times: number }[];
}

export interface Adoption {
  readonly days: number;
  /** Percent; null where there is no aim. */
  readonly target: number | null;
  readonly eligible: number;
  readonly active: number;
  readonly teams: readonly AdoptionOfTeam[];
}

export interface AdoptionNeeds {
  readonly db: Queryable;
  readonly plugins: Plugins;
  readonly roles: Pick<RolesHere, "list" | "grants">;
  /** Plurals of the kinds that a plugin brought. */
  pluralsOf(plugin: string): readonly string[];
}

/** Days that are looked back where the manifest says nothing. */
export const DAYS = 30;

/** For those who may switch modules; NotFound where nothing is counted. */
export async function adoptionFor(
  actor: Actor,
  id: string,
  needs: AdoptionNeeds,
): Promise<{ readonly plugin: PluginView; readonly declared: DeclaredAdoption; readonly adoption: Adoption }> {
  allowed(actor);
  const plugin = await needs.plugins.get(id);
  const declared = plugin.manifest?.adoption;
  if (!declared || !countsAdoption(plugin)) throw new NotFound("web.not_found");
  const { target = null, days = DAYS } = declared;
  const teams = await teamsOf(plugin, days, needs);
  const sum = (of: "eligible" | "active"): number => teams.reduce((all, team) => all + team[of], 0);
  return { plugin, declared, adoption: { days, target, eligible: sum("eligible"), active: sum("active"), teams } };
}

const people = `people as (
    select u.id, u.team_id as team from users u
    where u.deleted_at is null and u.state = 'active' and ($2 or u.team_id = any($3::uuid[]) or u.id = any($4::uuid[]))
      and exists (select from user_roles r where r.user_id = u.id and r.role = any($5::text[]))),
  done as (
    select p.id, p.team, a.action, a.times, a.day, a.day > (now() at time zone 'UTC')::date - $6::int as lately
    from people p join adoption_days a on a.user_id = p.id and a.plugin = $1)`;

async function teamsOf(plugin: PluginView, days: number, needs: AdoptionNeeds): Promise<AdoptionOfTeam[]> {
  const { everyone, teams = [], people: some = [] } = plugin.audience;
  const values = [plugin.id, everyone === true, teams, some, await rolesWith(plugin, needs), days];
  const [counts, actions] = await Promise.all([
    needs.db.query<CountRow & object>({ text: `with ${people} ${counted}`, values }),
    needs.db.query<ActionRow & object>({ text: `with ${people} ${acted}`, values }),
  ]);
  return counts.map(({ team, name, ...rest }) => ({
    team: team === null ? null : { id: team, name },
    ...rest,
    actions: (plugin.manifest?.adoption?.actions ?? []).map(({ id }) =>
      ofAction(
        actions.find((one) => one.team === team && one.id === id),
        id,
      ),
    ),
  }));
}

interface CountRow extends Pick<AdoptionOfTeam, "eligible" | "active" | "since"> {
  readonly team: string | null;
  readonly name: string;
}
const counted = `select p.team, t.name, count(*)::int as eligible,
    count(*) filter (where exists (select from done d where d.id = p.id and d.lately))::int as active,
    (select min(d.day)::text from done d where d.team is not distinct from p.team) as since
  from people p left join teams t on t.id = p.team group by p.team, t.name order by t.name nulls last, p.team`;

interface ActionRow {
  readonly team: string | null;
  readonly id: string;
  readonly people: number;
  readonly times: number;
}
const acted = `select team, action as id, count(distinct id)::int as people, sum(times)::int as times from done
  where lately group by 1, 2`;

const ofAction = (row: ActionRow | undefined, id: string) => ({
  id,
  people: row?.people ?? 0,
  times: row?.times ?? 0,
});

/** Roles that allow something of the module; all of them where it has no rights of its own. */
async function rolesWith(plugin: PluginView, { roles, pluralsOf }: AdoptionNeeds): Promise<readonly string[]> {
  const own = new Set(plugin.manifest?.permissions?.map(({ id }) => id));
  const plurals = pluralsOf(plugin.id);
  const isOfIt = (right: string): boolean => own.has(right) || plurals.includes(right.split(".")[0] ?? "");
  const all = (await roles.list()).map(({ id }) => id);
  if (own.size + plurals.length === 0) return all;
  const allowing = await Promise.all(
    all.map(async (id) => [...(await roles.grants(id))].some(([right, scope]) => scope !== "none" && isOfIt(right))),
  );
  return all.filter((_, at) => allowing[at]);
}
