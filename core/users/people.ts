// Puts the parts of people and sign-in together, for the application and for tests alike.
import type { Database } from "../db/database.ts";
import type { SeenKinds } from "../records/access/grant-conditions.ts";
import type { Records } from "../records/records.ts";
import { Actors } from "../security/actors.ts";
import { Attempts } from "../security/attempts.ts";
import { Confirmations } from "../security/confirmations.ts";
import { Departures } from "../security/departures.ts";
import { IdentityProviders } from "../security/identity-providers.ts";
import { OneTimeLinks } from "../security/links.ts";
import { Passkeys } from "../security/passkeys/passkeys.ts";
import { relyingPartyOf } from "../security/passkeys/relying-party.ts";
import type { Permissions } from "../security/rights.ts";
import type { Seal } from "../security/seal.ts";
import type { Tell } from "../security/second-factor-changes.ts";
import { SecondFactors } from "../security/second-factors.ts";
import { SessionCookie } from "../security/session-cookie.ts";
import { Sessions } from "../security/sessions.ts";
import { SignInRules } from "../security/sign-in-rules.ts";
import { SignIn, type SecondWays } from "../security/sign-in.ts";
import { Tokens } from "../security/tokens.ts";
import { Company } from "./company.ts";
import { type Post, tell } from "./notices.ts";
import { Passwords } from "./passwords.ts";
import { RoleDefinitions } from "./role-definitions.ts";
import { Roles } from "./roles.ts";
import { Setup } from "./setup.ts";
import { Users } from "./users.ts";
import { Viewing } from "./view-as.ts";

/** Everything about people that other parts may ask for. */
export interface People {
  readonly db: Database;
  readonly permissions: Permissions;
  readonly publicUrl: string;
  /** True when links can be sent by mail. */
  readonly mails: boolean;
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
  readonly secondFactors: SecondFactors;
  /** What is demanded of whoever signs in, or takes data out. */
  readonly signInRules: SignInRules;
  readonly confirmations: Confirmations;
  readonly passkeys: Passkeys;
  readonly signIn: SignIn;
  /** Servers by which people sign in as well, and what their browsers carry meanwhile. */
  readonly providers: IdentityProviders;
  readonly departures: Departures;
  readonly tokens: Tokens;
  readonly users: Users;
  readonly viewing: Viewing;
}

export interface PeopleParts {
  readonly db: Database;
  /** The way to the database that a crowd cannot block: for signing in and for knowing who asks. */
  readonly door: Database;
  readonly records: Records;
  readonly kinds: SeenKinds;
  /** The rights of all kinds and areas. */
  readonly permissions: Permissions;
  /** Where people reach this server: the only name that links are made with. */
  readonly publicUrl: string;
  readonly mail: Post;
  readonly seal: Seal;
}

export function openPeople({ db, door, records, kinds, permissions, publicUrl, mail, seal }: PeopleParts): People {
  const [attempts, sessions, tokens, links] = [
    new Attempts(door),
    new Sessions(door, { passkeys: relyingPartyOf(publicUrl) !== undefined }),
    new Tokens(door),
    new OneTimeLinks(db),
  ];
  const ways = secondWays({ door, seal, mail, publicUrl }, attempts);
  const [company, roles] = [new Company(door), new Roles(db, permissions)];
  const actors = new Actors(door, sessions, tokens, permissions);
  const passwords = new Passwords({ db, records, links, sessions, attempts, mail });
  return {
    db,
    permissions,
    attempts,
    sessions,
    tokens,
    links,
    company,
    roles,
    roleDefinitions: new RoleDefinitions({ db, permissions, roles, kinds }),
    passwords,
    publicUrl,
    mails: mail.isOn,
    cookie: new SessionCookie(publicUrl.startsWith("https:")),
    actors,
    viewing: new Viewing({ db, actors, roles, company }),
    setup: new Setup({ db, records, roles, links, passwords, company }),
    signIn: new SignIn(door, sessions, attempts, ways),
    secondFactors: ways.codes,
    passkeys: ways.passkeys,
    signInRules: new SignInRules(door),
    confirmations: new Confirmations(door, sessions, ways),
    providers: new IdentityProviders(door, seal),
    departures: new Departures(door, seal),
    users: new Users({ db, records, roles, links, mail, secondFactors: ways.codes }),
  };
}

/** The second step in both its forms. */
function secondWays(
  { door, seal, mail, publicUrl }: Pick<PeopleParts, "door" | "seal" | "mail" | "publicUrl">,
  attempts: Attempts,
): SecondWays {
  const party = relyingPartyOf(publicUrl);
  const told: Tell = (trx, userId) => tell(mail, trx, userId, "second_factor_changed");
  const shared = { db: door, attempts, tell: told };
  const codes = new SecondFactors({ ...shared, seal, passkeys: party !== undefined });
  return { codes, passkeys: new Passkeys({ ...shared, party }) };
}
