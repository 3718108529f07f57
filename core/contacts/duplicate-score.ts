// How likely two records are one. The score is the highest of the rules that hold; the numbers are the trade's, not ours to tune.
import { channelKeys, companyDomains, textOf, type Values } from "./keys.ts";
import { companyKey, fold, lastNameKey, taxKey } from "./normalise.ts";
import { similarity } from "./similarity.ts";

export type Reason = "email" | "tax_id" | "phone" | "name_and_city" | "name_and_company" | "last_name_and_domain";

export interface Score {
  /** 0 to 1. */
  readonly score: number;
  /** The strongest rule that held; undefined with a score of 0. */
  readonly reason: Reason | undefined;
}

/** From here on saving needs a reason. */
export const blocks = 0.9;
/** From here on a person is told. */
export const warns = 0.7;
/** Names at least this alike count as one. */
export const alikeFrom = 0.85;

interface Rule {
  readonly reason: Reason;
  readonly score: number;
  /** Fields of both records that it looks at. */
  readonly compares: readonly string[];
  holds(a: Values, b: Values): boolean;
}

const email: Rule = {
  reason: "email",
  score: 1,
  compares: ["email", "channels"],
  holds: (a, b) => sharesKey("e:", a, b),
};
const phone: Rule = {
  reason: "phone",
  score: 0.9,
  compares: ["phone", "channels"],
  holds: (a, b) => sharesKey("p:", a, b),
};
const taxId: Rule = {
  reason: "tax_id",
  score: 1,
  compares: ["taxId"],
  holds: (a, b) => same(taxKey(textOf(a, "taxId")), taxKey(textOf(b, "taxId"))),
};
const nameAndCity: Rule = {
  reason: "name_and_city",
  score: 0.8,
  compares: ["name", "city"],
  holds: (a, b) => same(companyKey(textOf(a, "name")), companyKey(textOf(b, "name"))) && maybeSameCity(a, b),
};
const nameAndCompany: Rule = {
  reason: "name_and_company",
  score: 0.75,
  compares: ["name", "company"],
  holds: (a, b) =>
    same(textOf(a, "company"), textOf(b, "company")) && similarity(textOf(a, "name"), textOf(b, "name")) >= alikeFrom,
};
const lastNameAndDomain: Rule = {
  reason: "last_name_and_domain",
  score: 0.7,
  compares: ["name", "lastName", "email", "channels"],
  holds: (a, b) =>
    same(lastName(a), lastName(b)) && companyDomains(a).some((domain) => companyDomains(b).includes(domain)),
};

/** Rules by kind, the strongest first. */
const rules: Readonly<Record<"contact" | "company", readonly Rule[]>> = {
  contact: [email, phone, nameAndCompany, lastNameAndDomain],
  company: [email, taxId, phone, nameAndCity],
};

/** Compares two records of one kind; the order of the two does not matter. */
export function duplicateScore(kind: "contact" | "company", a: Values, b: Values): Score {
  const rule = rules[kind].find(({ holds }) => holds(a, b));
  return { score: rule?.score ?? 0, reason: rule?.reason };
}

/** Every rule that holds, the strongest first. */
export const reasonsFor = (kind: "contact" | "company", a: Values, b: Values): Reason[] =>
  rules[kind].filter(({ holds }) => holds(a, b)).map(({ reason }) => reason);

/** How certain a rule is, and the fields it compares: who may not see all of them must not be told that it holds. */
export const rulesOf = (
  kind: "contact" | "company",
): readonly { readonly reason: Reason; readonly score: number; readonly compares: readonly string[] }[] => rules[kind];

const same = (a: string, b: string): boolean => a !== "" && a === b;

// A missing city does not tell two companies apart.
function maybeSameCity(a: Values, b: Values): boolean {
  const [one, other] = [fold(textOf(a, "city")), fold(textOf(b, "city"))];
  return one === "" || other === "" || one === other;
}

const lastName = (record: Values): string => lastNameKey(textOf(record, "name"), textOf(record, "lastName"));

function sharesKey(prefix: string, a: Values, b: Values): boolean {
  const keys = new Set(channelKeys(a).filter((key) => key.startsWith(prefix)));
  return channelKeys(b).some((key) => keys.has(key));
}
