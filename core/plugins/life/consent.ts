// What an administrator agreed that a plugin may do, and what it asks for beyond that.
import { Conflict } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import type { Manifest, Requests } from "../manifest/manifest.ts";

/** What somebody agrees to; `everything` is whatever the plugin's files ask for now. */
export type Agreed = Requests | "everything";

/** What is asked for and was not agreed to; `{}` when nothing is. */
export function beyond(asked: Requests = {}, agreed: Requests = {}): Requests {
  const kinds = Object.entries(asked.kinds ?? {})
    .map(([kind, actions]) => [kind, actions.filter((one) => !agreed.kinds?.[kind]?.includes(one))] as const)
    .filter(([, actions]) => actions.length > 0);
  const hosts = (asked.hosts ?? []).filter((host) => !agreed.hosts?.includes(host));
  return {
    ...(kinds.length > 0 && { kinds: Object.fromEntries(kinds) }),
    ...(hosts.length > 0 && { hosts }),
    ...(asked.sql === true && agreed.sql !== true && { sql: true }),
    ...(asked.mail === true && agreed.mail !== true && { mail: true }),
  };
}

export const asksNothing = (requests: Requests): boolean => Object.keys(requests).length === 0;

/** What may be done from now on: all that the plugin asks for. Conflict when nobody agreed to some of it, neither before nor now. */
export function consentTo(
  { id, requests = {} }: Manifest,
  before: Requests | undefined,
  agreed: Agreed = {},
): Requests {
  const left = beyond(beyond(requests, before), agreed === "everything" ? requests : agreed);
  if (!asksNothing(left)) throw new Conflict("plugins.consent_needed", { plugin: id, asks: inText(left) });
  return requests;
}

/** What was sent as an agreement; undefined when it is none. */
export function agreementOf(sent: unknown): Requests | undefined {
  if (!isObject(sent)) return undefined;
  const { kinds = {}, hosts = [], sql = false, mail = false, ...more } = sent;
  const areKinds = isObject(kinds) && Object.values(kinds).every(areTexts);
  const areFlags = typeof sql === "boolean" && typeof mail === "boolean";
  const isOne = areKinds && areTexts(hosts) && areFlags && Object.keys(more).length === 0;
  return isOne ? (sent as Requests) : undefined;
}

const areTexts = (list: unknown): boolean => Array.isArray(list) && list.every((one) => typeof one === "string");

/** `company: read; api.example.com; SQL`, for a sentence. */
function inText({ kinds = {}, hosts = [], sql, mail }: Requests): string {
  const ofKinds = Object.entries(kinds).map(([kind, actions]) => `${kind}: ${actions.join(", ")}`);
  return [...ofKinds, ...hosts, ...(sql ? ["SQL"] : []), ...(mail ? ["SMTP"] : [])].join("; ");
}
