// Options that stand below each other, as rows of a form: always in the order of the tree, each move takes its branch along.
import type { Language } from "../../../i18n/languages.ts";
import type { FieldSchema, Option } from "../../fields/field.ts";
import { labelOf } from "../../fields/types/choice.ts";
import { inOrder, pathOf, pathText } from "../../fields/types/tree.ts";
import { freeId, type Move, shortened } from "./option-rows.ts";

type Options = readonly Option[];

const asTree = (options: Options): FieldSchema => ({ "x-type": "tree", "x-options": options });

/** Each below its parent; whatever has lost its parent stands at the top. */
export function treeOrder(options: Options): Options {
  const ids = new Set(options.map(({ id }) => id));
  return inOrder(asTree(options.map((one) => (ids.has(one.parent ?? "") ? one : withParent(one, undefined)))));
}

/** How far below the top each option stands, by its id. */
export function depths(options: Options): ReadonlyMap<string, number> {
  const schema = asTree(options);
  return new Map(options.map(({ id }) => [id, pathOf(schema, id).length - 1]));
}

/** `Europe › Germany`, one per line. */
export const branchLines = (options: Options, language: Language): string =>
  options.map(({ id }) => pathText(asTree(options), id, (label) => labelOf(label, language))).join("\n");

/** The tree after somebody pressed a button beside a row. */
export function movedInTree(options: Options, { move, at }: { move: Move; at: number }): Options {
  const node = options[at];
  if (!node) return options;
  const siblings = options.filter(({ parent }) => parent === node.parent);
  const place = siblings.indexOf(node);
  return treeOrder(moves[move]({ options, node, before: siblings[place - 1], after: siblings[place + 1] }));
}

interface Place {
  readonly options: Options;
  readonly node: Option;
  /** The options beside it, below the same parent. */
  readonly before: Option | undefined;
  readonly after: Option | undefined;
}

const moves: Readonly<Record<Move, (place: Place) => Options>> = {
  up: ({ options, node, before }) => swapped(options, node, before),
  down: ({ options, node, after }) => swapped(options, node, after),
  in: ({ options, node, before }) => (before ? below(options, node, before.id) : options),
  out: ({ options, node }) => below(options, node, options.find(({ id }) => id === node.parent)?.parent),
  // What stood below it goes up to where it was.
  drop: ({ options, node }) =>
    options.filter((one) => one !== node).map((one) => (one.parent === node.id ? withParent(one, node.parent) : one)),
};

const swapped = (options: Options, a: Option, b: Option | undefined): Options =>
  b ? options.map((one) => (one === a ? b : one === b ? a : one)) : options;

const below = (options: Options, node: Option, parent: string | undefined): Options =>
  options.map((one) => (one === node ? withParent(one, parent) : one));

function withParent({ parent: _, ...option }: Option, parent: string | undefined): Option {
  return parent === undefined ? option : { ...option, parent };
}

/** A line of a pasted tree: `Europe > Germany`, or `Germany` further in than the line above it. */
interface Line {
  readonly steps: readonly string[];
  readonly indent: number;
}

const linesIn = (text: string): Line[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const steps = line.split(/[›>]/).map(shortened).filter(Boolean);
    const space = /^[\t ]*/.exec(line)?.[0] ?? "";
    return steps.length === 0 ? [] : [{ steps, indent: space.replaceAll("\t", "  ").length }];
  });

/** The tree with what these lines add to it; nodes are known by the way to them, so that nothing is there twice. */
export const grown = (before: Options, text: string, language: Language): Options =>
  treeOrder(growth(before, text, language).options);

/** Only the nodes that the lines name, with what is known about them. */
export function treeInLines(text: string, before: Options, language: Language): Options {
  const { options, named } = growth(before, text, language);
  return treeOrder(options.filter(({ id }) => named.has(id)));
}

function growth(before: Options, text: string, language: Language): Growing {
  const growing = new Growing(before, language);
  const above: { readonly indent: number; readonly id: string | undefined }[] = [];
  for (const { steps, indent } of linesIn(text)) {
    while ((above.at(-1)?.indent ?? -1) >= indent) above.pop();
    let id = above.at(-1)?.id;
    for (const step of steps) id = growing.node(id, step);
    above.push({ indent, id });
  }
  return growing;
}

class Growing {
  readonly options: Option[];
  readonly named = new Set<string>();
  readonly #language: Language;
  readonly #taken: Set<string>;

  constructor(options: Options, language: Language) {
    this.options = [...options];
    this.#language = language;
    this.#taken = new Set(options.map(({ id }) => id));
  }

  /** Id of the node of this name below `parent`; made if there is none. */
  node(parent: string | undefined, label: string): string {
    const found = this.options.find((one) => one.parent === parent && labelOf(one.label, this.#language) === label);
    const id = found?.id ?? freeId(label, this.#taken);
    if (!found) this.options.push({ id, label, ...(parent !== undefined && { parent }) });
    this.named.add(id);
    return id;
  }
}
