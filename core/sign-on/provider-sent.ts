// A server for signing in as a program or a configuration says it.
import { isObject } from "../kernel/json.ts";
import type { ProviderInput } from "../security/identity-providers.ts";
import { domainsIn } from "./provider-form.ts";

/** What is said of one; the secret goes in and never comes out. */
export type SentProvider = Partial<ProviderInput> & { readonly secret?: string };

/** What stands for what a new one leaves unsaid. */
export const unsaid = {
  name: "",
  issuer: "",
  clientId: "",
  secret: "",
  domains: [],
  recognises: true,
  newcomerRole: null,
  secondStepThere: false,
} as const;

export const providerMembers = Object.keys(unsaid) as readonly (keyof typeof unsaid)[];

const isText = (value: unknown): boolean => typeof value === "string" && value.length <= 2_000;
const isFlag = (value: unknown): boolean => typeof value === "boolean";

const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: isText,
  issuer: isText,
  clientId: isText,
  secret: isText,
  domains: (value) => Array.isArray(value) && value.length <= 100 && value.every(isText),
  recognises: isFlag,
  newcomerRole: (value) => value === null || isText(value),
  secondStepThere: isFlag,
};

/** Undefined for what is no such thing, or has members that mean nothing. Domains come in one form, however they were written. */
export function providerIn(sent: unknown): SentProvider | undefined {
  if (!isObject(sent)) return undefined;
  const isFine = Object.entries(sent).every(([key, value]) => Object.hasOwn(fits, key) && fits[key]?.(value));
  if (!isFine) return undefined;
  const said = sent as SentProvider;
  return said.domains ? { ...said, domains: domainsIn(said.domains.join(" ")) } : said;
}
