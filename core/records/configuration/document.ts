// The document people keep beside their code: a format, and one member per section.
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isObject, isWithin, type Json } from "../../kernel/json.ts";
import { pointerOf, problemAt } from "../store/validate.ts";
import type { Items, Section } from "./section.ts";

export const FORMAT = "trellis-configuration/1";

export type ConfigurationDocument = { readonly format: typeof FORMAT } & Readonly<Record<string, Json>>;

/** As deep as anything that a section knows. */
const DEEPEST = 32;

/** The items of each section that the document has; throws Invalid for a format or a section nobody knows. */
export function readDocument(document: unknown, sections: readonly Section[]): ReadonlyMap<Section, Items> {
  if (!isObject(document)) throw new Invalid([problemAt("", "not_an_object")], "configuration.invalid");
  if (!isWithin(document, DEEPEST))
    throw new Invalid([problemAt("", "too_deep", { maximum: DEEPEST })], "configuration.invalid");
  const { format, ...rest } = document;
  const problems = [
    ...(format === FORMAT ? [] : [problemAt("format", "configuration.unknown_format", { format: FORMAT })]),
    ...Object.keys(rest).flatMap((name) => problemsOf(name, rest[name], sections)),
  ];
  if (problems.length > 0) throw new Invalid(problems, "configuration.invalid");
  const named = sections.filter(({ name }) => Object.hasOwn(rest, name));
  return new Map(named.map((section) => [section, itemsOf(rest[section.name])]));
}

function problemsOf(name: string, items: unknown, sections: readonly Section[]): Problem[] {
  const known = sections.map((section) => section.name);
  if (!known.includes(name))
    return [problemAt(name, "configuration.unknown_section", { name: name.slice(0, 80), known: known.join(", ") })];
  return isObject(items) ? [] : [problemAt(name, "not_an_object")];
}

const itemsOf = (items: unknown): Items => new Map(Object.entries(items as Readonly<Record<string, Json>>));

/** Names in alphabetical order, so that two exports can be compared line by line. */
export function writeDocument(sections: ReadonlyMap<string, Items>): ConfigurationDocument {
  const members = [...sections].map(([name, items]) => [name, Object.fromEntries([...items].toSorted(byName))]);
  return { format: FORMAT, ...Object.fromEntries(members) } as ConfigurationDocument;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** A problem of an item, found from the top of the document. */
export const within = (section: string, name: string, problem: Problem): Problem => ({
  ...problem,
  pointer: `${pointerOf(section)}${pointerOf(name)}${problem.pointer}`,
});
