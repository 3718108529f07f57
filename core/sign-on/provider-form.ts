// What an administrator says about a provider, checked before the provider is asked.
import { isId } from "../kernel/ids.ts";
import type { Problem } from "../kernel/errors.ts";
import type { Provider } from "../security/identity-providers.ts";
import { brokenRules, isLong } from "../users/rules.ts";
import { isOnThisMachine } from "./relay.ts";

export interface TypedProvider extends Provider {
  /** Blank where the one of before stays. */
  readonly secret: string;
}

/** The right to say by which servers people sign in; whoever has it could sign in as anybody. */
export const CHANGE_PROVIDERS = "sign-on.change";

const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** `example.com, example.org` in whatever form. */
export const domainsIn = (text: string): string[] => [
  ...new Set(
    text
      .toLowerCase()
      .split(/[\s,;]+/)
      .map((one) => one.replace(/^@/, ""))
      .filter(Boolean),
  ),
];

/** What it is put beside. */
export interface Surroundings {
  /** As it stands; undefined for a new one. */
  readonly standing: Provider | undefined;
  /** All there are. */
  readonly all: readonly Provider[];
  /** What somebody nobody knows may become. */
  readonly roles: readonly string[];
}

export function providerProblems(typed: TypedProvider, { standing, all, roles }: Surroundings): Problem[] {
  const { id, name, issuer, clientId, secret, domains, newcomerRole } = typed;
  const isTaken = all.some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase());
  return brokenRules([
    [!isId(id), "name", "sign_on.form_old"],
    [name === "", "name", "required"],
    [isLong(name, 80), "name", "name_too_long"],
    [isTaken, "name", "sign_on.name_taken"],
    [!isIssuer(issuer), "issuer", "sign_on.issuer_address"],
    [clientId === "" || isLong(clientId, 500), "clientId", "required"],
    [!standing && secret === "", "secret", "required"],
    // What one server was trusted with is shown to no other.
    [standing !== undefined && standing.issuer !== issuer && secret === "", "secret", "sign_on.secret_again"],
    [domains.length === 0 || !domains.every((one) => domain.test(one)), "domains", "sign_on.domains"],
    [newcomerRole !== null && !roles.includes(newcomerRole), "newcomerRole", "not_an_option"],
  ]);
}

function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.search !== "" || url.hash !== "" || url.username !== "" || text.length > 500) return false;
  return url.protocol === "https:" || isOnThisMachine(text);
}

/** Roles that somebody may become without anybody having looked: administrators are made by hand. */
export const rolesForNewcomers = (roles: readonly string[]): string[] => roles.filter((role) => role !== "admin");
