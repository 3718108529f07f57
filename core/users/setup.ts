// The first minutes: a company, its first administrator, and nothing that works a second time.
import type { Database, Transaction } from "../db/database.ts";
import { systemActor } from "../kernel/actor.ts";
import { type Checked, fits, misfit } from "../kernel/checked.ts";
import { Invalid, type Problem } from "../kernel/errors.ts";
import type { Records } from "../records/records.ts";
import { hashPassword } from "../security/hashing.ts";
import type { OneTimeLinks } from "../security/links.ts";
import { passwordProblems } from "../security/password-rules.ts";
import { hasAdministrator, lockAdministrators } from "./administrators.ts";
import type { Company, CompanyProfile } from "./company.ts";
import type { Passwords } from "./passwords.ts";
import type { Roles } from "./roles.ts";

export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface SetupParts {
  readonly db: Database;
  readonly records: Records;
  readonly roles: Roles;
  readonly links: OneTimeLinks;
  readonly passwords: Passwords;
  readonly company: Company;
}

const TWO_DAYS = 48;
const actor = systemActor("setup", "setup");

export class Setup {
  readonly #parts: SetupParts;

  constructor(parts: SetupParts) {
    this.#parts = parts;
  }

  /** True while this secret leads to the set-up: nobody is administrator yet, and the link is young. */
  async isOpen(secret: string): Promise<boolean> {
    const { db, links } = this.#parts;
    return !(await hasAdministrator(db)) && (await links.find("setup", secret)) !== undefined;
  }

  /** The secret of a new one-time link, or undefined when there is an administrator already. */
  async link(): Promise<string | undefined> {
    const { db, links } = this.#parts;
    return (await hasAdministrator(db)) ? undefined : await links.create("setup", null, TWO_DAYS);
  }

  /** Uses the link: saves the company and makes its first administrator. Of two at once one wins; answers the new person's id. */
  async finish(secret: string, profile: CompanyProfile, account: Account): Promise<Checked<string>> {
    const problems = accountProblems(account, profile.name);
    if (problems.length > 0) return { ok: false, problems };
    const hash = await hashPassword(account.password);
    return await asAnswer(
      this.#once(async (trx) => {
        if (!(await this.#parts.links.take(trx, "setup", secret))) return misfit("link_used");
        await this.#parts.company.save(actor, profile, trx);
        await trx.query({ text: "delete from one_time_links where purpose = 'setup'" });
        return fits(await this.#addAdministrator(trx, account, hash));
      }),
    );
  }

  /** Makes the first administrator of an unattended start; does nothing when there is one. */
  async ensureAdministrator(account: Account): Promise<boolean> {
    if (await hasAdministrator(this.#parts.db)) return false;
    const problems = accountProblems(account, "");
    if (problems.length > 0) throw new Invalid(problems, "users.first_administrator_invalid");
    const hash = await hashPassword(account.password);
    const made = await this.#once(async (trx) => fits(await this.#addAdministrator(trx, account, hash)));
    return made.ok;
  }

  async #once(work: (trx: Transaction) => Promise<Checked<string>>): Promise<Checked<string>> {
    return await this.#parts.db.transaction(async (trx) => {
      await lockAdministrators(trx);
      if (await hasAdministrator(trx)) return misfit("link_used");
      return await work(trx);
    });
  }

  async #addAdministrator(trx: Transaction, { name, email }: Account, hash: string): Promise<string> {
    const { records, roles, passwords } = this.#parts;
    const user = await records.create(actor, "user", { name, email, state: "active" }, { trx });
    await passwords.store(trx, user.id, hash);
    await roles.assign(actor, user.id, ["admin"], trx);
    return user.id;
  }
}

/** What does not fit the record is told beside the form too. */
async function asAnswer<T>(work: Promise<Checked<T>>): Promise<Checked<T>> {
  return await work.catch((error: unknown) => {
    if (error instanceof Invalid) return { ok: false, problems: error.problems };
    throw error;
  });
}

function accountProblems({ name, email, password }: Account, company: string): Problem[] {
  const required = (key: string): Problem => ({ pointer: `/${key}`, code: "required", message: "problem.required" });
  return [
    ...(name.trim() === "" ? [required("name")] : []),
    ...(email.trim() === "" ? [required("email")] : []),
    ...passwordProblems(password, [email, name, company]),
  ];
}
