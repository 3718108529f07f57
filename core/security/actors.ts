// From a session or a token to the one who acts, with everything that decides what they may.
import type { Database } from "../db/database.ts";
import type { Actor, Curb, Grant, Limits, Scope, Source } from "../kernel/actor.ts";
import { curbed } from "./curbs.ts";
import type { Changes, Permissions } from "./rights.ts";
import { narrowed } from "./scopes.ts";
import { isToken } from "./secrets.ts";
import { type HeldRow, heldSql, sharesHeld } from "./shares-held.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { Bearer, Tokens } from "./tokens.ts";

/** How a person likes the pages to be. */
export interface Preferences {
  readonly theme: "auto" | "light" | "dark";
  readonly density: "comfortable" | "compact";
  readonly shortcuts: boolean;
}

export interface SignedIn {
  readonly actor: Actor;
  readonly preferences: Preferences;
}

interface PersonRow extends Preferences {
  readonly name: string;
  readonly language: string;
  readonly timeZone: string;
  readonly companyZone: string;
  readonly roles: string[];
  readonly teamIds: string[];
  readonly teamMates: string[];
  readonly subtreeMates: string[];
  readonly held: readonly HeldRow[];
  readonly curbs: Curb[];
  readonly dailyExits: number | null;
  readonly changes: readonly { role: string; permission: string; scope: Scope; condition: string | null }[];
}

interface Kept {
  readonly key: string;
  readonly person: Promise<SignedIn | undefined>;
}

const company = (name: string): string => `(select value #>> '{}' from settings where path = 'company.${name}')`;

// `union` without `all` ends also in a circle of teams.
const findPerson = `with recursive mine(id) as (
  select t.id from teams t join users u on u.id = $1 and (t.id = u.team_id or t.manager_id = u.id) where t.deleted_at is null),
above(id) as (select team_id from users where id = $1 union select t.parent_id from teams t join above a on t.id = a.id),
below(id) as (select id from mine union select t.id from teams t join below b on t.parent_id = b.id where t.deleted_at is null)
select u.name, u.theme, u.density, u.shortcuts,
  coalesce(u.language, ${company("language")}, 'en') as language,
  coalesce(u.time_zone, ${company("timeZone")}, 'UTC') as "timeZone", coalesce(${company("timeZone")}, 'UTC') as "companyZone",
  array(select role from user_roles where user_id = u.id order by role) as roles,
  array(select id::text from below) as "teamIds",
  array(select id::text from users where team_id in (select id from mine) union select u.id::text) as "teamMates",
  array(select id::text from users where team_id in (select id from below) union select u.id::text) as "subtreeMates",
  ${heldSql} as held,
  coalesce((select json_agg(g) from role_grants g join user_roles r on r.role = g.role and r.user_id = u.id), '[]') as changes,
  case when exists (select from user_roles where user_id = u.id and role = 'admin') then '{}' else
    array(select distinct mode from lockdowns where ended_at is null and (team_id is null or team_id in (select id from above)))
    || case when u.notice_since is null and not exists (select from restraints where user_id = u.id and ended_at is null)
      then '{}' else array['notice'] end end as curbs,
  (select case when bool_and(l.records is not null) then max(l.records) end from user_roles r
    left join export_limits l on l.role = r.role where r.user_id = u.id) as "dailyExits"
from users u where u.id = $1 and u.state = 'active' and u.deleted_at is null`;

interface Remembered {
  readonly until: number;
  /** Of the rights there were: a kind that appears brings its own. */
  readonly version: number;
  readonly actor: Promise<Actor | undefined>;
}

/** Below a second: whoever was switched off is out by then, in every process. */
const TOKEN_MEMORY = 800;
const MANY = 10_000;

export class Actors {
  readonly #db: Database;
  readonly #sessions: Sessions;
  readonly #tokens: Tokens;
  readonly #permissions: Permissions;
  readonly #people = new Map<string, Kept>();
  readonly #bearers = new Map<string, Remembered>();

  constructor(db: Database, sessions: Sessions, tokens: Tokens, permissions: Permissions) {
    this.#db = db;
    this.#sessions = sessions;
    this.#tokens = tokens;
    this.#permissions = permissions;
  }

  /** Who holds this session, asked anew each time; the person's rights are kept until any rights change. */
  async ofSession(secret: string): Promise<(SignedIn & { readonly session: Session }) | undefined> {
    const session = await this.#sessions.find(secret);
    if (!session) return undefined;
    const person = await this.#person(session.userId, session.rights);
    return person && { ...person, actor: limitedBy(session, person.actor), session };
  }

  /** Who holds this token: the person with the rights that role and scopes have in common. */
  async ofToken(token: string): Promise<Actor | undefined> {
    if (!isToken(token)) return undefined;
    const kept = this.#bearers.get(token);
    const { version } = this.#permissions;
    if (kept && kept.until > performance.now() && kept.version === version) return await kept.actor;
    if (this.#bearers.size > MANY) this.#bearers.clear();
    const actor = this.#tokens.find(token).then((bearer) => bearer && this.#bearer(bearer));
    actor.catch(() => this.#bearers.delete(token));
    this.#bearers.set(token, { until: performance.now() + TOKEN_MEMORY, version, actor });
    return await actor;
  }

  /** The person as they stand now, for work that runs in their name. */
  async ofUser(userId: string, source: Source): Promise<Actor | undefined> {
    const text = "select version from definition_versions where name = 'rights'";
    const [rights] = await this.#db.query<{ version: number }>({ text });
    const person = await this.#person(userId, rights?.version ?? 0);
    return person && { ...person.actor, source, again: async () => await this.ofUser(userId, source) };
  }

  async #bearer({ id, userId, scopes, rights, unconfirmed }: Bearer): Promise<Actor | undefined> {
    const person = await this.#person(userId, rights);
    // A program is a way out.
    if (!person || person.actor.curbs?.includes("no_exits")) return undefined;
    const asToken = ({ limits, ...actor }: Actor): Actor => ({
      ...actor,
      tokenId: id,
      grants: narrowed(actor.grants, scopes),
      ...limitsIn(limits?.zone, narrowed(limits?.rights ?? new Map(), scopes)),
    });
    const again = async () => {
      const now = await this.ofUser(userId, "api");
      return now && asToken(now);
    };
    return { ...limitedBy({ unconfirmed }, asToken(person.actor)), source: "api", again };
  }

  #person(userId: string, rights: number): Promise<SignedIn | undefined> {
    const key = `${rights}.${this.#permissions.version}`;
    const kept = this.#people.get(userId);
    if (kept?.key === key) return kept.person;
    if (this.#people.size > MANY) this.#people.clear();
    const person = this.#load(userId);
    person.catch(() => this.#people.delete(userId));
    this.#people.set(userId, { key, person });
    return person;
  }

  /** `asGiver`: without what they were given themselves, which nobody gives on. */
  async #load(userId: string, asGiver = false): Promise<SignedIn | undefined> {
    const [row] = await this.#db.query<PersonRow>({ name: "person-find", text: findPerson, values: [userId] });
    if (!row) return undefined;
    const { name, language, timeZone, roles, teamIds, teamMates, subtreeMates, curbs, theme, density, shortcuts } = row;
    const granted = this.#permissions.granted(roles, changesIn(row), { id: userId, roles, teamIds });
    const grants = curbed(granted.grants, curbs);
    const who = { id: userId, kind: "person", source: "page", name, language, timeZone } as const;
    const limits = {
      ...limitsIn(row.companyZone, curbed(granted.limited, curbs)),
      ...(curbs.length > 0 && { curbs }),
      ...(row.dailyExits !== null && { dailyExits: row.dailyExits }),
    };
    const again = async () => await this.ofUser(userId, who.source);
    const actor: Actor = { ...who, roles, teamIds, teamMates, subtreeMates, grants, again, ...limits };
    // What was given to them may let them write: read only is read only.
    const held = curbs.includes("read_only") ? row.held.map((one) => ({ ...one, edits: false })) : row.held;
    const shares = asGiver ? undefined : await sharesHeld(held, async (id) => (await this.#load(id, true))?.actor);
    return { actor: shares ? { ...actor, shares } : actor, preferences: { theme, density, shortcuts } };
  }
}

const limitedBy = ({ unconfirmed }: Pick<Session, "unconfirmed">, actor: Actor): Actor =>
  unconfirmed ? { ...actor, unconfirmed } : actor;

/** Nothing for most people, whose rights have no conditions. */
const limitsIn = (zone: string | undefined, rights: Limits["rights"]): { readonly limits?: Limits } =>
  rights.size > 0 ? { limits: { zone: zone ?? "UTC", rights } } : {};

function changesIn(row: PersonRow): Changes {
  const changes = new Map<string, Map<string, Grant>>();
  for (const { role, permission, scope, condition } of row.changes) {
    const ofRole = changes.get(role) ?? new Map<string, Grant>();
    changes.set(role, ofRole.set(permission, condition === null ? scope : { reach: scope, when: condition }));
  }
  return changes;
}
