// From a session or a token to the one who acts, with everything that decides what they may.
import type { Database } from "../db/database.ts";
import type { Actor, Scope, Source } from "../kernel/actor.ts";
import type { Changes, Permissions } from "./rights.ts";
import { narrowed } from "./scopes.ts";
import { isToken } from "./secrets.ts";
import type { Sessions } from "./sessions.ts";
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
  readonly roles: string[];
  readonly teamIds: string[];
  readonly teamMates: string[];
  readonly changes: readonly { role: string; permission: string; scope: Scope }[];
}

interface Kept {
  readonly key: string;
  readonly person: Promise<SignedIn | undefined>;
}

const company = (name: string): string => `(select value #>> '{}' from settings where path = 'company.${name}')`;

// `union` without `all` ends also in a circle of teams.
const findPerson = `with recursive mine(id) as (
  select t.id from teams t join users u on u.id = $1 and (t.id = u.team_id or t.manager_id = u.id) where t.deleted_at is null
  union select t.id from teams t join mine m on t.parent_id = m.id where t.deleted_at is null)
select u.name, u.theme, u.density, u.shortcuts,
  coalesce(u.language, ${company("language")}, 'en') as language,
  coalesce(u.time_zone, ${company("timeZone")}, 'UTC') as "timeZone",
  array(select role from user_roles where user_id = u.id order by role) as roles,
  array(select id::text from mine) as "teamIds",
  array(select id::text from users where team_id in (select id from mine) union select u.id::text) as "teamMates",
  coalesce((select json_agg(g) from role_grants g join user_roles r on r.role = g.role and r.user_id = u.id), '[]') as changes
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
  async ofSession(
    secret: string,
  ): Promise<(SignedIn & { readonly sessionId: string; readonly age: number }) | undefined> {
    const session = await this.#sessions.find(secret);
    if (!session) return undefined;
    const person = await this.#person(session.userId, session.rights);
    return person && { ...person, sessionId: session.id, age: session.age };
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
    return person && { ...person.actor, source };
  }

  async #bearer({ id, userId, scopes, rights }: Bearer): Promise<Actor | undefined> {
    const person = await this.#person(userId, rights);
    if (!person) return undefined;
    return { ...person.actor, source: "api", tokenId: id, grants: narrowed(person.actor.grants, scopes) };
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

  async #load(userId: string): Promise<SignedIn | undefined> {
    const [row] = await this.#db.query<PersonRow>({ name: "person-find", text: findPerson, values: [userId] });
    if (!row) return undefined;
    const { name, language, timeZone, roles, teamIds, teamMates, theme, density, shortcuts } = row;
    const grants = this.#permissions.grants(roles, changesIn(row), { id: userId, roles, teamIds });
    const who = { id: userId, kind: "person", source: "page", name, language, timeZone } as const;
    return { actor: { ...who, roles, teamIds, teamMates, grants }, preferences: { theme, density, shortcuts } };
  }
}

function changesIn(row: PersonRow): Changes {
  const changes = new Map<string, Map<string, Scope>>();
  for (const { role, permission, scope } of row.changes) {
    const ofRole = changes.get(role) ?? new Map<string, Scope>();
    changes.set(role, ofRole.set(permission, scope));
  }
  return changes;
}
