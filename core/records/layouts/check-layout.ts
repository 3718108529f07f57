// Whether plain data is a layout: from the editor, the API, or a configuration file.
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import type { Kind } from "../kind.ts";
import { readCondition } from "../rules/check-rule.ts";
import type { Layout } from "./layout.ts";

const MOST_SECTIONS = 40;
const MOST_FIELDS = 600;
const MOST_FACTS = 12;
const MOST_COLUMNS = 20;

const parts = { list: MOST_COLUMNS, facts: MOST_FACTS, quick: MOST_COLUMNS } as const;

/** Throws Invalid with the place of everything that is wrong; answers the layout with only what belongs to one. */
export function checkedLayout(kind: Kind, given: unknown): Layout {
  const problems = isObject(given) ? problemsOf(kind, given) : [problem("", "not_an_object")];
  if (problems.length > 0) throw new Invalid(problems.slice(0, 20), "layouts.invalid");
  return given as unknown as Layout;
}

const problem = (pointer: string, code: string, values: Problem["values"] = {}): Problem => ({
  pointer,
  code: code.replace(/^.*\./, ""),
  message: `problem.${code}`,
  values,
});

function problemsOf(kind: Kind, given: Readonly<Record<string, unknown>>): Problem[] {
  const strange = Object.keys(given).find((key) => key !== "sections" && !Object.hasOwn(parts, key));
  if (strange !== undefined) return [problem("", "unknown_key", { key: strange.slice(0, 60) })];
  return [
    ...sectionProblems(kind, given["sections"]),
    ...Object.entries(parts).flatMap(([part, most]) => pathProblems(kind, `/${part}`, given[part], most)),
  ];
}

function pathProblems(kind: Kind, pointer: string, paths: unknown, most: number): Problem[] {
  if (!Array.isArray(paths)) return [problem(pointer, "not_a_list")];
  if (paths.length > most) return [problem(pointer, "too_many", { maximum: most })];
  if (new Set(paths).size < paths.length) return [problem(pointer, "layouts.twice")];
  return paths.flatMap((path, at) => (isPath(kind, path) ? [] : [unknownField(`${pointer}/${at}`, path)]));
}

const unknownField = (pointer: string, path: unknown): Problem =>
  problem(pointer, "unknown_field", { field: String(path).slice(0, 60) });

// An own field may be archived or belong to a plugin that is off, and still have its place here for when it comes back.
const isPath = (kind: Kind, path: unknown): boolean =>
  typeof path === "string" && (kind.byPath.has(path) || /^custom\.[a-z][a-z0-9_]{0,40}$/.test(path));

function sectionProblems(kind: Kind, sections: unknown): Problem[] {
  if (!Array.isArray(sections)) return [problem("/sections", "not_a_list")];
  if (sections.length > MOST_SECTIONS) return [problem("/sections", "too_many", { maximum: MOST_SECTIONS })];
  const shaped = sections.flatMap((section, at) => sectionProblem(kind, `/sections/${at}`, section));
  if (shaped.length > 0) return shaped;
  const paths = (sections as Layout["sections"]).flatMap(({ fields }) => fields.map(({ path }) => path));
  if (paths.length > MOST_FIELDS) return [problem("/sections", "too_many", { maximum: MOST_FIELDS })];
  return new Set(paths).size < paths.length ? [problem("/sections", "layouts.twice")] : [];
}

function sectionProblem(kind: Kind, pointer: string, section: unknown): Problem[] {
  const keys = ["title", "columns", "fields", "when"];
  if (!isObject(section) || Object.keys(section).some((key) => !keys.includes(key)))
    return [problem(pointer, "layouts.section")];
  const { title, columns, fields, when } = section;
  if (columns !== 1 && columns !== 2) return [problem(`${pointer}/columns`, "layouts.columns")];
  if (!isTitle(title)) return [problem(`${pointer}/title`, "layouts.title")];
  if (!Array.isArray(fields)) return [problem(`${pointer}/fields`, "not_a_list")];
  if (when !== undefined)
    return [...whenProblems(kind, `${pointer}/when`, when), ...placedProblems(kind, pointer, fields)];
  return placedProblems(kind, pointer, fields);
}

const LONGEST_WHEN = 500;

function whenProblems(kind: Kind, pointer: string, when: unknown): Problem[] {
  if (typeof when === "string" && when.length > LONGEST_WHEN)
    return [problem(pointer, "expression_too_long", { maximum: LONGEST_WHEN })];
  const read = readCondition(kind, when);
  return "expression" in read ? [] : read.problems.map((one) => ({ ...one, pointer }));
}

function placedProblems(kind: Kind, pointer: string, fields: readonly unknown[]): Problem[] {
  return fields.flatMap((one, at) =>
    isPlaced(kind, one) ? [] : [unknownField(`${pointer}/fields/${at}`, isObject(one) ? one["path"] : one)],
  );
}

const isPlaced = (kind: Kind, one: unknown): boolean =>
  isObject(one) && Object.keys(one).length === 2 && isPath(kind, one["path"]) && typeof one["full"] === "boolean";

const isText = (value: unknown): boolean =>
  typeof value === "string" &&
  value.trim() !== "" &&
  value.length <= 120 &&
  !/\p{Cc}/u.test(value) &&
  value.isWellFormed();

const isTitle = (title: unknown): boolean =>
  title === null ||
  isText(title) ||
  (isObject(title) &&
    Object.keys(title).length > 0 &&
    Object.keys(title).length <= 20 &&
    Object.values(title).every(isText));
