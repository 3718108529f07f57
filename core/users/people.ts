// Puts the parts of people and sign-in together, for the application and for tests alike.
import type { Database } from "../db/database.ts";
import type { Records } from "../records/records.ts";
import { Actors } from "../security/actors.ts";
import { Attempts } from "../security/attempts.ts";
import { OneTimeLinks } from "../security/links.ts";
import type { Permissions } from "../security/rights.ts";
import { SessionCookie } from "../security/session-cookie.ts";
import { Sessions } from "../security/sessions.ts";
import { SignIn } from "../security/sign-in.ts";
import { Tokens } from "../security/tokens.ts";
import { Company } from "./company.ts";
import { Passwords } from "./passwords.ts";
import { RoleDefinitions } from "./role-definitions.ts";
import { Roles } from "./roles.ts";
import { Setup } from "./setup.ts";
import { Users } from "./users.ts";

/** Everything about people that other parts may ask for. */
export interface People {
  readonly db: Database;
  readonly permissions: Permissions;
  readonly publicUrl: string;
  readonly actors: Actors;
  readonly attempts: Attempts;
  readonly company: Company;
  readonly cookie: SessionCookie;
  readonly links: OneTimeLinks;
  readonly passwords: Passwords;
  readonly roles: Roles;
  readonly roleDefinitions: RoleDefinitions;
  readonly sessions: Sessions;
  readonly setup: Setup;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly users: Users;
}

export interface PeopleParts {
  readonly db: Database;
  /** The way to the database that a crowd cannot block: for signing in and for knowing who asks. */
  readonly door: Database;
  readonly records: Records;
  /** The rights of all kinds and areas. */
  readonly permissions: Permissions;
  /** Where people reach this server: the only name that links are made with. */
  readonly publicUrl: string;
}

export function openPeople({ db, door, records, permissions, publicUrl }: PeopleParts): People {
  const [attempts, sessions, tokens, links] = [
    new Attempts(door),
    new Sessions(door),
    new Tokens(door),
    new OneTimeLinks(db),
  ];
  const [company, roles] = [new Company(door), new Roles(db, permissions)];
  const passwords = new Passwords({ db, records, links, sessions, attempts });
  return {
    db,
    permissions,
    attempts,
    sessions,
    tokens,
    links,
    company,
    roles,
    roleDefinitions: new RoleDefinitions(db, permissions),
    passwords,
    publicUrl,
    cookie: new SessionCookie(publicUrl.startsWith("https:")),
    actors: new Actors(door, sessions, tokens, permissions),
    setup: new Setup({ db, records, roles, links, passwords, company }),
    signIn: new SignIn(door, sessions, attempts),
    users: new Users({ db, records, roles, links }),
  };
}
