// Which column goes where: by labels in five languages, field keys and what other systems call things.
import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import { labelsOf, languages, type Say } from "../convert/options.ts";
import { isLink } from "../convert/row-reader.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import { misspellings, nearlySame } from "../profile/near-equal.ts";
import { squeezed } from "../profile/squeezed.ts";
import { type ColumnPlan, emptyPlan, type Plan } from "./plan.ts";
import { ownIds, synonyms } from "./synonyms.ts";

export interface Proposing {
  readonly kind: Kind;
  readonly headers: readonly string[];
  readonly profile: readonly ColumnProfile[];
  readonly say: Say;
}

/** A first plan; a person corrects it. */
export function proposePlan({ kind, headers, profile, say }: Proposing): Plan {
  const fields = kind.fields.filter((field) => !field.readOnly).map((field) => namedAs(field, say));
  const about = { kind, fields, titles: titlesOf(kind, say), currencies: currencyNames(fields, say) };
  const scores = headers.flatMap((header, at) =>
    pathsFor(header, profile[at], about).map((found) => ({ ...found, header })),
  );
  const columns: Record<string, ColumnPlan> = Object.fromEntries(headers.map((header) => [header, { to: null }]));
  const taken = new Set<string>();
  for (const { header, path, profile: seen } of scores.sort((a, b) => b.score - a.score)) {
    if (columns[header]?.to !== null || taken.has(path)) continue;
    columns[header] = { to: path, ...meanings(kind.byPath.get(path), seen, say) };
    taken.add(path);
  }
  return { ...emptyPlan, columns, match: matchFor(taken) };
}

interface Found {
  readonly path: string;
  readonly score: number;
  readonly profile: ColumnProfile | undefined;
}

/** A field with all it is called, worked out once: a kind may have hundreds, and a file as many columns. */
interface Named {
  readonly field: Field;
  /** Key and labels, squeezed. */
  readonly names: ReadonlySet<string>;
}

function namedAs(field: Field, say: Say): Named {
  return { field, names: new Set([field.key, ...labelsOfField(field, say)].map(squeezed)) };
}

interface About {
  readonly kind: Kind;
  readonly fields: readonly Named[];
  /** What the column with the records' own names may be called. */
  readonly titles: ReadonlySet<string>;
  /** What a column with the currency of an amount may be called, and the path of the amount. */
  readonly currencies: ReadonlyMap<string, string>;
}

function pathsFor(header: string, profile: ColumnProfile | undefined, about: About): Found[] {
  const name = squeezed(header);
  const amount = about.currencies.get(name);
  if (amount !== undefined) return [{ path: `${amount}.currency`, score: 1, profile }];
  const found = about.fields.map((named) => ({
    path: named.field.path,
    score: scoreOf(name, named, about) * likelihood(named.field, profile),
    profile,
  }));
  const external = isOwnId(name, profile, about.kind) ? 0.7 : 0;
  return [...found, { path: "externalId", score: external, profile }].filter(({ score }) => score > 0.3);
}

/** An id of the row itself: named so, never blank, and as far as one can see never the same twice. */
function isOwnId(name: string, profile: ColumnProfile | undefined, kind: Kind): boolean {
  const named = [...(synonyms["externalId"] ?? []), ...(ownIds[kind.name] ?? [])].includes(name);
  if (!named || !profile || profile.blanks > 0) return false;
  return profile.distinct === null || profile.distinct === profile.rows;
}

/** `Amount (currency)`, as our own exports call it, in any of our languages. */
function currencyNames(fields: readonly Named[], say: Say): Map<string, string> {
  const own = languages.map((language) => squeezed(say(language, "exports.currency")));
  const amounts = fields.filter(({ field }) => field.type.name === "money");
  const called = amounts.flatMap(({ field, names }) =>
    [...names]
      .flatMap((label) => own.flatMap((word) => [label + word, word + label]))
      .map((name) => [name, field.path]),
  );
  // The first amount that could be meant.
  return new Map(called.toReversed() as [string, string][]);
}

/** 1 for the field's own name, less for what others call it. */
function scoreOf(header: string, { field, names }: Named, { kind, titles }: About): number {
  if (names.has(header)) return 1;
  if ((synonyms[field.key] ?? []).includes(header)) return 0.9;
  if (field.path === kind.titleField && titles.has(header)) return 0.85;
  return [...names].some((name) => nearlySame(name, header)) ? 0.5 : 0;
}

/** "Account" names a company in a list of companies, and the deal's company in a list of deals; "Ship" a ship among ships. */
function titlesOf({ name, plural }: Kind, say: Say): ReadonlySet<string> {
  const people = name === "user" ? (synonyms["owner"] ?? []) : [];
  const called = languages.map((language) => squeezed(say(language, `${plural}.one`)));
  return new Set([...(synonyms[name] ?? []), squeezed(`${name}name`), squeezed(`${name}title`), ...people, ...called]);
}

const labelsOfField = (field: Field, say: Say): string[] => {
  const label = field.schema["x-label"];
  if (label === undefined) return [];
  return typeof label === "string" ? languages.map((language) => say(language, label)) : Object.values(label);
};

/** A column of dates is hardly an amount. */
function likelihood({ type }: Field, profile: ColumnProfile | undefined): number {
  if (!profile || profile.detected === "empty") return 1;
  const wants = expected[type.name];
  if (!wants || wants.includes(profile.detected)) return 1;
  return profile.detected === "text" ? 0.7 : 0.2;
}

const numbers = ["integer", "decimal", "percent", "money"];
const expected: Readonly<Record<string, readonly string[]>> = {
  integer: numbers,
  decimal: numbers,
  money: numbers,
  percent: numbers,
  date: ["date", "dateTime"],
  dateTime: ["date", "dateTime"],
  email: ["email"],
  boolean: ["boolean", "integer", "text"],
  user: ["text", "email"],
  reference: ["text", "integer", "email"],
};

/** Spellings that surely mean an option are translated from the start; a person sees them and may object. */
function meanings(field: Field | undefined, profile: ColumnProfile | undefined, say: Say): Pick<ColumnPlan, "values"> {
  if (!field || !profile || isLink(field) || !field.schema["x-options"]) return {};
  const options = field.schema["x-options"].flatMap((option) => labelsOf(option, say));
  const sure = misspellings(profile.values, options).filter(({ from }) => from === "option");
  return sure.length > 0 ? { values: Object.fromEntries(sure.map(({ value, meant }) => [value, meant])) } : {};
}

function matchFor(paths: ReadonlySet<string>): string | null {
  return ["externalId", "email", "taxId", "domain"].find((path) => paths.has(path)) ?? null;
}
