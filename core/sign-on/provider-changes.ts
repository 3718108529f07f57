// The one way in which servers for signing in are added, changed and removed: by the page, by REST, by a configuration.
import { type Database, sqlState } from "../db/database.ts";
import { type Actor, may } from "../kernel/actor.ts";
import { AppError, Invalid, NotAllowed, type Problem } from "../kernel/errors.ts";
import { refuseOutdated } from "../records/definitions/outdated.ts";
import type { IdentityProviders, Provider, StandingProvider } from "../security/identity-providers.ts";
import type { Roles } from "../users/roles.ts";
import { CHANGE_PROVIDERS, providerProblems, rolesForNewcomers, type TypedProvider } from "./provider-form.ts";
import type { Relay } from "./relay.ts";

export interface ChangingParts {
  readonly db: Database;
  readonly providers: IdentityProviders;
  readonly roles: Roles;
  readonly relay: Relay;
}

interface Beside {
  /** As it stands; undefined for a new one. */
  readonly standing?: Provider | undefined;
  /** A role there will be by then. */
  readonly coming?: string | null;
}

const DUPLICATE_KEY = "23505";

/** Throws NotAllowed for whoever may not say by which servers people sign in. */
export function allowed(actor: Actor): void {
  if (!may(actor, CHANGE_PROVIDERS)) throw new NotAllowed("security.not_allowed", { permission: CHANGE_PROVIDERS });
}

export class ProviderChanges {
  readonly #parts: ChangingParts;

  constructor(parts: ChangingParts) {
    this.#parts = parts;
  }

  /** What is wrong with it, in itself, beside the others, or because nothing like that answers at its address. */
  async problems(typed: TypedProvider, beside: Beside): Promise<readonly Problem[]> {
    const found = await this.#wrong(typed, beside);
    if (found.length > 0) return found;
    const secret = typed.secret || ((await this.#parts.providers.secretOf(typed.id)) ?? "");
    try {
      await this.#parts.relay.meet({ ...typed, secret });
      return [];
    } catch (error) {
      return [issuerProblem(error)];
    }
  }

  /** False when there is one with this id already. */
  async create(actor: Actor, { secret, ...provider }: TypedProvider): Promise<boolean> {
    await this.#refuse(actor, { ...provider, secret }, undefined);
    return await this.#parts.providers.create(actor, provider, secret);
  }

  /** A blank secret stays. Outdated when somebody was quicker. */
  async change(
    actor: Actor,
    { secret, ...provider }: TypedProvider,
    { standing, version }: { readonly standing: StandingProvider; readonly version?: number | undefined },
  ): Promise<void> {
    await this.#refuse(actor, { ...provider, secret }, standing);
    const hold = (now: StandingProvider) => refuseOutdated(now, version);
    try {
      await this.#parts.providers.change(actor, provider, { secret, hold });
    } catch (error) {
      // Another one got this name a moment ago; now that is seen.
      if (sqlState(error) === DUPLICATE_KEY) await this.#refuse(actor, { ...provider, secret }, standing);
      throw error;
    }
  }

  async remove(actor: Actor, id: string, version?: number): Promise<void> {
    allowed(actor);
    await this.#parts.providers.remove(actor, id, (now) => refuseOutdated(now, version));
  }

  async #refuse(actor: Actor, typed: TypedProvider, standing: Provider | undefined): Promise<void> {
    allowed(actor);
    const found = await this.#wrong(typed, { standing });
    if (found.length > 0) throw new Invalid(found);
    const { db, roles } = this.#parts;
    if (typed.newcomerRole !== null) await roles.refuseAbove(actor, typed.newcomerRole, db);
  }

  async #wrong(typed: TypedProvider, { standing, coming }: Beside): Promise<Problem[]> {
    const all = await this.#parts.providers.list();
    const known = (await this.#parts.roles.list()).map(({ id }) => id);
    const roles = rolesForNewcomers(coming ? [...known, coming] : known);
    return providerProblems(typed, { standing, all, roles });
  }
}

/** Our own way out says why it sent nothing; for the rest there is one sentence. */
function issuerProblem(error: unknown): Problem {
  const ours = [error, (error as Error).cause].find((one) => one instanceof AppError);
  const own = { pointer: "/issuer", code: "sign_on.no_issuer", message: "problem.sign_on.no_issuer" };
  return ours ? { ...own, code: ours.code, message: `error.${ours.code}`, values: ours.values } : own;
}
