// Options that stand below each other: industries, regions, product groups. A value is the id of one node.
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import type { FieldSchema, FieldType, Option } from "../field.ts";
import { labelOf, optionOf, optionsOf } from "./choice.ts";
import { branchOperators, column } from "./plain.ts";

/** So many nodes may stand below each other. */
export const DEEPEST_BRANCH = 10;
const SEPARATOR = " › ";

const paths = new WeakMap<FieldSchema, Map<string, readonly Option[]>>();

/** The nodes from the top down to this one; only itself where its parent is missing. */
export function pathOf(schema: FieldSchema, id: string): readonly Option[] {
  const known = paths.get(schema) ?? new Map<string, readonly Option[]>();
  paths.set(schema, known);
  const path = known.get(id) ?? climb(schema, id);
  known.set(id, path);
  return path;
}

function climb(schema: FieldSchema, id: string): readonly Option[] {
  const path: Option[] = [];
  for (let at = optionOf(schema, id); at && path.length < DEEPEST_BRANCH; at = optionOf(schema, at.parent))
    path.unshift(at);
  return path;
}

/** `Europe › Germany › Bavaria`, each node put into words by `say`. */
export const pathText = (schema: FieldSchema, id: string, say: (label: Option["label"]) => string): string =>
  pathOf(schema, id)
    .map((option) => say(option.label))
    .join(SEPARATOR) || id;

/** This node and all below it, archived ones too. */
export const branchOf = (schema: FieldSchema, id: string): readonly string[] =>
  optionsOf(schema)
    .map((option) => option.id)
    .filter((other) => pathOf(schema, other).some((node) => node.id === id));

/** True for a node that may be chosen: neither it nor one above it is archived. */
export const isOpen = (schema: FieldSchema, id: string): boolean => {
  const path = pathOf(schema, id);
  return path.length > 0 && path.every((node) => !node.archived);
};

/** Nodes in the order of the tree, each below its parent. */
export function inOrder(schema: FieldSchema): readonly Option[] {
  const below = Map.groupBy(optionsOf(schema), (option) => optionOf(schema, option.parent)?.id ?? "");
  const walk = (id: string): Option[] => (below.get(id) ?? []).flatMap((option) => [option, ...walk(option.id)]);
  return walk("");
}

function check(value: unknown, schema: FieldSchema): Checked<unknown> {
  if (value === "") return fits(null);
  const known = typeof value === "string" && isOpen(schema, value);
  return known ? fits(value) : misfit("not_an_option", { value: typeof value === "string" ? value.slice(0, 80) : "" });
}

const folded = (text: string): string => text.normalize("NFKC").trim().toLowerCase();
const steps = (text: string): string[] =>
  text
    .split(/\s*[›>/\\]\s*/)
    .map(folded)
    .filter(Boolean);

/** Takes an id, a whole path in any language, or the last part of a path if only one node has it. */
export function nodeNamed(
  schema: FieldSchema,
  text: string,
  namesOf: (option: Option) => readonly string[],
): string | undefined {
  if (optionOf(schema, text)) return text;
  const wanted = steps(text);
  const fitting = optionsOf(schema).filter(({ id }) => {
    const path = pathOf(schema, id).slice(-wanted.length);
    return (
      path.length === wanted.length &&
      path.every((node, at) =>
        namesOf(node)
          .map(folded)
          .includes(wanted[at] ?? ""),
      )
    );
  });
  const whole = fitting.filter(({ id }) => pathOf(schema, id).length === wanted.length);
  const found = fitting.length > 1 ? whole : fitting;
  return found.length === 1 ? found[0]?.id : undefined;
}

const labels = ({ id, label }: Option): readonly string[] => [
  id,
  ...(typeof label === "string" ? [label] : Object.values(label)),
];

function parse(text: string, schema: FieldSchema): Checked<unknown> {
  if (text.trim() === "") return fits(null);
  const id = nodeNamed(schema, text, labels);
  return id === undefined ? misfit("not_an_option", { value: text.slice(0, 80) }) : check(id, schema);
}

export const tree: FieldType = {
  name: "tree",
  input: "tree",
  words: ["x-options"],
  columns: column("text"),
  operators: branchOperators,
  sortable: true,
  jsonSchema: (schema) => ({
    type: "string",
    enum: optionsOf(schema)
      .map((option) => option.id)
      .filter((id) => isOpen(schema, id)),
  }),
  check,
  parse,
  format: (value, schema, { language }) =>
    typeof value === "string" ? pathText(schema, value, (label) => labelOf(label, language)) : "",
};

/** Nodes whose parent is missing, themselves, or too far down: by their ids. */
export const misplaced = (schema: FieldSchema): readonly string[] =>
  optionsOf(schema)
    .filter(({ id, parent }) => parent !== undefined && !reachesTop(schema, id))
    .map((option) => option.id);

function reachesTop(schema: FieldSchema, id: string): boolean {
  let at = optionOf(schema, id);
  for (let level = 1; at && level <= DEEPEST_BRANCH; level++) {
    if (at.parent === undefined) return true;
    at = optionOf(schema, at.parent);
  }
  return false;
}
