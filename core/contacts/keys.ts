// What two records share when they are the same: stored with each record, indexed, and asked for exactly.
import type { Channel } from "../records/fields/types/channels.ts";
import { isFreeMail } from "./free-mail.ts";
import { companyKey, domainOf, emailKey, lastNameKey, phoneKey, siteDomain, taxKey } from "./normalise.ts";

/** A record's values by field key, as far as they are known. */
export type Values = Readonly<Record<string, unknown>>;

const shortestPhone = 6;

/** `e:` e-mail, `p:` phone, `m:` messenger. Undefined for what is too short to tell people apart. */
export function channelKey(type: string, value: string): string | undefined {
  if (type === "email") return `e:${emailKey(value)}`;
  if (type === "messenger") return `m:${value.trim().toLowerCase()}`;
  if (type === "site") return undefined;
  const phone = phoneKey(value);
  return phone.length < shortestPhone ? undefined : `p:${phone}`;
}

/** Keys of the main e-mail and phone and of all further channels. */
export function channelKeys(record: Values): string[] {
  const main = [channelOf("email", record["email"]), channelOf("phone", record["phone"])];
  const further = channelsOf(record).map(({ type, value }) => channelKey(type, value));
  return [...new Set([...main, ...further].filter((key) => key !== undefined))];
}

const channelOf = (type: string, value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? channelKey(type, value) : undefined;

/** The further channels of a record; an empty list when it has none. */
export const channelsOf = (record: Values): readonly Channel[] =>
  Array.isArray(record["channels"]) ? (record["channels"] as Channel[]) : [];

/** Adds `l:kolev@kolev.bg`: somebody of this last name at this company's mail. */
export function contactKeys(record: Values): string[] {
  const last = lastNameKey(textOf(record, "name"), textOf(record, "lastName"));
  const domains = last === "" ? [] : companyDomains(record);
  return [...channelKeys(record), ...domains.map((domain) => `l:${last}@${domain}`)];
}

/** Adds `t:` tax number, `n:` name without its legal form (former and legal names too), `d:` domains. */
export function companyKeys(record: Values): string[] {
  const tax = taxKey(textOf(record, "taxId"));
  const names = [textOf(record, "name"), textOf(record, "legalName"), ...listOf(record, "formerNames")];
  const nameKeys = names.map(companyKey).filter((key) => key !== "");
  const sites = [textOf(record, "domain"), textOf(record, "website")]
    .map(siteDomain)
    .filter((site) => site !== undefined);
  const domains = [...sites, ...companyDomains(record)];
  return [
    ...new Set([...channelKeys(record), ...(tax ? [`t:${tax}`] : []), ...mark("n", nameKeys), ...mark("d", domains)]),
  ];
}

const mark = (letter: string, values: readonly string[]): string[] => values.map((value) => `${letter}:${value}`);

/** Domains of a record's e-mails, without those of public mail services. */
export function companyDomains(record: Values): string[] {
  const emails = [
    textOf(record, "email"),
    ...channelsOf(record)
      .filter(({ type }) => type === "email")
      .map(({ value }) => value),
  ];
  const domains = emails.map(domainOf).filter((domain) => domain !== undefined && !isFreeMail(domain));
  return [...new Set(domains)] as string[];
}

/** Keys that two records cannot share without a reason: an e-mail address, a phone number, a tax number. */
export function stoppingKeys(record: Values): string[] {
  const tax = taxKey(textOf(record, "taxId"));
  return [...channelKeys(record).filter((key) => !key.startsWith("m:")), ...(tax ? [`t:${tax}`] : [])];
}

/** A domain and those it belongs to: `sales.kolev.bg`, `kolev.bg`. */
export function domainsUp(domain: string): string[] {
  const parts = domain.split(".");
  return parts.slice(0, -1).map((_, at) => parts.slice(at).join("."));
}

export const textOf = (record: Values, key: string): string => (typeof record[key] === "string" ? record[key] : "");

const listOf = (record: Values, key: string): string[] => (Array.isArray(record[key]) ? record[key].map(String) : []);
