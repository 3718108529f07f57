import type { Database } from "../db/database.ts";
import type { Language } from "../i18n/languages.ts";
import { type Actor, may } from "../kernel/actor.ts";
import { NotAllowed, NotFound } from "../kernel/errors.ts";
import type { Input, Rec } from "../records/record.ts";
import type { Records } from "../records/records.ts";
import type { OneTimeLinks } from "../security/links.ts";
import type { SecondFactors } from "../security/second-factors.ts";
import type { Post } from "./notices.ts";
import { assignRoles, type Roles } from "./roles.ts";

/** A person as the page of people shows them. */
export interface PersonLine {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly state: "invited" | "active" | "inactive";
  readonly team: string | null;
  readonly teamName: string | null;
  readonly jobTitle: string | null;
  readonly roles: readonly string[];
  readonly lastSeenAt: string | null;
  readonly hasPassword: boolean;
  readonly hasSecondStep: boolean;
}

export interface Invitation extends Input {
  readonly roles: readonly string[];
}

export interface UsersParts {
  readonly db: Database;
  readonly records: Records;
  readonly roles: Roles;
  readonly links: OneTimeLinks;
  readonly mail: Post;
  readonly secondFactors: SecondFactors;
}

const WEEK = 7 * 24;

const lines = `select u.id, u.name, u.email, u.state, u.team_id as team, t.name as "teamName", u.job_title as "jobTitle", u.last_seen_at as "lastSeenAt",
  array(select role from user_roles where user_id = u.id order by role) as roles,
  exists (select 1 from passwords where user_id = u.id) as "hasPassword",
  exists (select 1 from second_factors where user_id = u.id) as "hasSecondStep"
from users u left join teams t on t.id = u.team_id
where u.deleted_at is null and ($1::uuid is null or u.id = $1)
order by u.state = 'inactive', lower(u.name), u.id limit 1000`;

/** People of the company: who they are, which roles they have, how they get in and out. */
export class Users {
  readonly #parts: UsersParts;

  constructor(parts: UsersParts) {
    this.#parts = parts;
  }

  async list(actor: Actor): Promise<PersonLine[]> {
    this.onlyKeepers(actor);
    return await this.#parts.db.query<PersonLine & object>({ text: lines, values: [null] });
  }

  async get(actor: Actor, id: string): Promise<PersonLine> {
    this.onlyKeepers(actor);
    const [line] = await this.#parts.db.query<PersonLine & object>({ text: lines, values: [id] });
    if (!line) throw new NotFound("users.not_found");
    return line;
  }

  /** Makes a person with these roles, who has no password yet. Without a language of their own they read the company's. */
  async invite(
    actor: Actor,
    { roles, ...input }: Invitation,
    { language }: { readonly language?: Language | undefined } = {},
  ): Promise<Rec> {
    const { db, records } = this.#parts;
    return await db.transaction(async (trx) => {
      const user = await records.create(actor, "user", input, { trx });
      if (roles.length > 0) await this.#parts.roles.assign(actor, user.id, roles, trx);
      const text = "update users set language = $2 where id = $1";
      if (language) await trx.query({ text, values: [user.id, language] });
      return user;
    });
  }

  /** Changes what is said about a person, and the roles if they differ; all or nothing. */
  async change(actor: Actor, id: string, { roles, ...input }: Invitation): Promise<void> {
    const { db, records } = this.#parts;
    const before = await this.get(actor, id);
    const same = before.roles.length === roles.length && roles.every((role) => before.roles.includes(role));
    await db.transaction(async (trx) => {
      if (!same) await this.#parts.roles.assign(actor, id, roles, trx);
      await records.change(actor, "user", id, input, { trx });
    });
  }

  /** The secret of a one-time link by which this person chooses a password within a week; older ones of theirs die. */
  async passwordLink(actor: Actor, id: string): Promise<string> {
    await this.#mayLetIn(actor, id);
    return await this.#parts.links.create("password", id, WEEK);
  }

  /** Writes such a link to this person; false when they have no address, or there is no mail. */
  async mailInvitation(actor: Actor, id: string): Promise<boolean> {
    const { db, links, mail } = this.#parts;
    const { name, email } = await this.#mayLetIn(actor, id);
    if (!mail.isOn || !email) return false;
    await db.transaction(async (trx) => {
      const path = `/password/${await links.create("password", id, WEEK, trx)}`;
      const values = { name, inviter: actor.name };
      await mail.write(trx, { to: { person: id }, words: "users.mail.invitation", values, path, usefulFor: WEEK * 60 });
    });
    return true;
  }

  /** For whoever lost telephone and paper: their password alone lets them in again, once. */
  async resetSecondStep(actor: Actor, id: string): Promise<void> {
    await this.#mayLetIn(actor, id);
    await this.#parts.secondFactors.reset(actor, id);
  }

  async #mayLetIn(actor: Actor, id: string): Promise<PersonLine> {
    const person = await this.get(actor, id);
    if (person.state === "inactive") throw new NotFound("users.not_found");
    // Whoever makes such a link could use it: it must not lead above one's own roles.
    await this.#parts.roles.refuseToBe(actor, id, this.#parts.db);
    return person;
  }

  /** Out at once, in every process: sessions, tokens and links end with the change. */
  async deactivate(actor: Actor, id: string): Promise<Rec> {
    return await this.#parts.records.change(actor, "user", id, { state: "inactive" });
  }

  /** May sign in again with the password of before; without one, after a new link. */
  async activate(actor: Actor, id: string): Promise<Rec> {
    const { hasPassword } = await this.get(actor, id);
    return await this.#parts.records.change(actor, "user", id, { state: hasPassword ? "active" : "invited" });
  }

  /** The people of a team who work here, by name. */
  async ofTeam(actor: Actor, team: string): Promise<readonly Rec[]> {
    const filter = {
      and: [
        { field: "team", op: "eq", value: team },
        { field: "state", op: "ne", value: "inactive" },
      ],
    } as const;
    const page = await this.#parts.records.list(actor, "user", {
      filter,
      sort: [{ field: "name", direction: "asc" }],
      limit: 200,
    });
    return page.data;
  }

  /** Stops whoever does not look after people. */
  onlyKeepers(actor: Actor): void {
    if (!may(actor, "users.change") && !may(actor, assignRoles)) throw new NotAllowed("users.may_not_manage");
  }
}
