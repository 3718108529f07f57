// From what a person wrote to what the library runs. Each name, number, word and sign is looked at here first: whatever has
// no rule of its own below is refused, so nothing of the library is within reach that is not meant to be.
import type { ASTNode } from "@marcbachmann/cel-js";
import type { RE2JS } from "re2js";
import type { Name, Scope } from "./expression.ts";
import { calls, methods } from "./functions.ts";
import { DEEPEST_EACH, MOST_PATTERNS } from "./limits.ts";
import { compiled, isEquality, isName, isNull, pathOf, Refused, levelOf, valueIn, wordsIn } from "./nodes.ts";
import { Num } from "./values.ts";

interface Constant {
  readonly type: "number" | "pattern";
  readonly value: Num | RE2JS;
}

/** The text inside, and what the names in it stand for. */
export interface Translation {
  readonly text: string;
  readonly variables: ReadonlyMap<string, Name>;
  readonly constants: ReadonlyMap<string, Constant>;
  /** Place in what the person wrote for a place in the text inside. */
  placeOf(position: number): number;
}

export function translate(root: ASTNode, scope: Scope): Translation {
  const writing = new Writing(scope);
  writing.node(root);
  return writing;
}

type Args = readonly ASTNode[];
type Sort<Op extends ASTNode["op"]> = Extract<ASTNode, { readonly op: Op }>;

class Writing implements Translation {
  readonly variables = new Map<string, Name>();
  readonly constants = new Map<string, Constant>();
  readonly #scope: Scope;
  readonly #known = new Map<string, string>();
  readonly #places: { readonly from: number; readonly at: number }[] = [];
  /** Names of the values that are gone through. */
  readonly #each: string[] = [];
  #text = "";
  #patterns = 0;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  get text(): string {
    return this.#text;
  }

  placeOf(position: number): number {
    return this.#places.findLast(({ from }) => from <= position)?.at ?? 0;
  }

  /** How to write each sort of node; what is not here is a sign between two values, or refused. */
  readonly #writers: Readonly<Record<string, (node: never) => void>> = {
    value: (node: ASTNode) => this.#value(node),
    id: (node: ASTNode) => this.#name(node),
    ".": (node: ASTNode) => this.#name(node),
    "[]": (node: ASTNode) => this.#name(node),
    call: (node: Sort<"call">) => this.#call(node, ...node.args),
    rcall: (node: Sort<"rcall">) => this.#method(node, node.args),
    list: ({ args }: Sort<"list">) => this.#list("[", args, "]"),
    "?:": ({ args }: Sort<"?:">) => this.#choice(args),
    "!_": ({ args }: Sort<"!_">) => this.#list("!(", [args], ")"),
    "-_": ({ args }: Sort<"-_">) => this.#list("-(", [args], ")"),
  };

  node(node: ASTNode): void {
    this.#places.push({ from: this.#text.length, at: node.start });
    const write = this.#writers[node.op] ?? ((sign: ASTNode) => this.#sign(sign));
    write(node as never);
  }

  #write(text: string): void {
    this.#text += text;
  }

  #list(open: string, nodes: Args, close: string): void {
    this.#write(open);
    for (const [at, one] of nodes.entries()) {
      if (at > 0) this.#write(", ");
      this.node(one);
    }
    this.#write(close);
  }

  #value(node: ASTNode): void {
    const value = node.args;
    if (typeof value === "string") return this.#write(JSON.stringify(value));
    if (typeof value === "boolean") return this.#write(String(value));
    const digits = node.input.slice(node.start, node.end);
    if (!/^\d{1,20}(\.\d{1,20})?$/.test(digits)) throw new Refused("expression_not_allowed", node, { what: digits });
    this.#write(this.#constant(`number ${digits}`, { type: "number", value: new Num(digits) }));
  }

  #constant(name: string, constant: Constant): string {
    const known = this.#known.get(name) ?? `k${this.constants.size}`;
    this.#known.set(name, known);
    this.constants.set(known, constant);
    return known;
  }

  #variable(key: string, name: Name): void {
    const known = this.#known.get(key) ?? `v${this.variables.size}`;
    this.#known.set(key, known);
    this.variables.set(known, name);
    this.#write(known);
  }

  #name(node: ASTNode): void {
    const path = pathOf(node);
    const each = this.#each.indexOf(path);
    if (each >= 0) return this.#write(`e${each}`);
    const name = this.#scope.find(path);
    if (!name) throw new Refused("expression_unknown_name", node, { name: path.slice(0, 80) });
    this.#variable(`name ${path}`, name);
  }

  #call(node: ASTNode, name: string, args: Args): void {
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (!call) throw new Refused("expression_unknown_function", node, { name: name.slice(0, 80) });
    if (!call.counts.includes(args.length))
      throw new Refused("expression_argument_count", node, { name, count: args.length });
    if (name === "isBlank" || name === "currency") return this.#aboutField(node, name, args[0] as ASTNode);
    if (name === "regex") return this.#pattern(args);
    if (name === "date") return this.#day(args);
    this.#list(`${call.inside ?? name}(`, args, ")");
  }

  /** Of a field it can be said whether it is empty whatever its type, and in which currency it is. */
  #aboutField(node: ASTNode, name: "isBlank" | "currency", field: ASTNode): void {
    const path = isName(field) && !this.#each.includes(pathOf(field)) ? pathOf(field) : undefined;
    const presence = path === undefined ? undefined : this.#scope[name === "isBlank" ? "presence" : "currency"](path);
    if (presence) return this.#variable(`${name} ${path}`, presence);
    if (name === "currency") throw new Refused("expression_not_money", node);
    this.#list("isBlank(", [field], ")");
  }

  #pattern([text, pattern]: Args): void {
    if (pattern?.op !== "value" || typeof pattern.args !== "string")
      throw new Refused("expression_pattern_not_fixed", pattern as ASTNode);
    if (++this.#patterns > MOST_PATTERNS) throw new Refused("expression_too_deep", pattern);
    this.#list("regex(", [text as ASTNode], ", ");
    this.#write(`${this.#constant(`pattern ${pattern.args}`, { type: "pattern", value: compiled(pattern) })})`);
  }

  #day(args: Args): void {
    this.#list("dateIn(", args, ", ");
    this.#variable("zone", { type: "text", path: null, read: ({ zone }) => zone });
    this.#write(")");
  }

  #method(node: ASTNode, [name, of, args]: readonly [string, ASTNode, Args]): void {
    const sort = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (!sort) throw new Refused("expression_unknown_function", node, { name: name.slice(0, 80) });
    if (sort === "call") return this.#call(node, name, [of, ...args]);
    const [each, work] = args;
    if (args.length !== 2 || each?.op !== "id" || !work)
      throw new Refused("expression_argument_count", node, { name, count: args.length });
    if (this.#each.length >= DEEPEST_EACH) throw new Refused("expression_nested_each", node, { name });
    this.#list("(", [of], ")");
    this.#each.push(String(each.args));
    this.#write(`.${name}(e${this.#each.length - 1}, `);
    this.node(work);
    this.#each.pop();
    this.#write(")");
  }

  /** A blank beside a value is the blank of that value's type. */
  #choice([condition, yes, no]: readonly [ASTNode, ASTNode, ASTNode]): void {
    this.#list("((", [condition], ") ? ");
    this.#branch(yes, no);
    this.#write(" : ");
    this.#branch(no, yes);
    this.#write(")");
  }

  #branch(node: ASTNode, beside: ASTNode): void {
    const like = isNull(node) ? valueIn(beside) : undefined;
    if (like) this.#list("blankLike(", [like], ")");
    else this.#list("(", [node], ")");
  }

  #sign(node: ASTNode): void {
    if (levelOf(node.op) === undefined) throw new Refused("expression_not_allowed", node, { what: node.op });
    const [left, right] = node.args as unknown as readonly [ASTNode, ASTNode];
    if (isEquality(node.op) && (isNull(left) || isNull(right)))
      return this.#comparedWithNothing(node, isNull(left) ? right : left);
    this.#checkOptions(node.op, left, right);
    this.#operand(left, levelOf(left.op) === levelOf(node.op));
    this.#write(` ${node.op} `);
    this.#operand(right, false);
  }

  #comparedWithNothing(node: ASTNode, value: ASTNode): void {
    if (node.op === "!=") this.#write("!");
    this.#aboutField(node, "isBlank", value);
  }

  /** In brackets, unless it stands for itself, or the signs are read from left to right anyway: a long sum is not a deep one. */
  #operand(node: ASTNode, isSum: boolean): void {
    if (isSum || levelOf(node.op) === undefined) this.node(node);
    else this.#list("(", [node], ")");
  }

  /** A choice compared with a word that is none of its options is a slip of the pen. */
  #checkOptions(op: string, left: ASTNode, right: ASTNode): void {
    if (!isEquality(op) && op !== "in") return;
    const [field, other] = isName(left) ? [left, right] : [right, left];
    const options = isName(field) ? this.#scope.options(pathOf(field)) : undefined;
    const strange = options && wordsIn(other).find(({ args }) => !options.includes(String(args)));
    if (strange) throw new Refused("expression_unknown_option", strange, { option: String(strange.args).slice(0, 80) });
  }
}
