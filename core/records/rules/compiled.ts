// The rules of a kind, read once per version of the definitions.
import { compile } from "../expressions/compile.ts";
import type { Expression } from "../expressions/expression.ts";
import { conditionScope } from "../expressions/kind-scope.ts";
import type { Kind } from "../kind.ts";
import { missesField, namedBy } from "./rest.ts";
import type { Effect, Rule } from "./rule.ts";

export interface CompiledRule extends Rule {
  /** The condition; undefined without one, and for one that makes no sense any more since a field got another type. */
  test(): Expression | undefined;
  /** Paths of the fields it looks at, its own among them. */
  readonly looksAt: ReadonlySet<string>;
}

export interface CompiledRules {
  readonly of: Readonly<Record<Effect, readonly CompiledRule[]>>;
  readonly all: readonly CompiledRule[];
  /** True when a rule asks where the record stands. */
  readonly needsPlace: boolean;
}

const known = new WeakMap<Kind, CompiledRules>();

export function rulesOf(kind: Kind): CompiledRules {
  const found = known.get(kind) ?? compileAll(kind);
  known.set(kind, found);
  return found;
}

function compileAll(kind: Kind): CompiledRules {
  const all = kind.rules.flatMap((rule) => compiled(kind, rule));
  const of = (effect: Effect) => all.filter((rule) => rule.effect === effect);
  return {
    all,
    of: { required: of("required"), visible: of("visible"), readOnly: of("readOnly"), valid: of("valid") },
    needsPlace: kind.hooks?.place !== undefined || all.some((rule) => rule.stage !== null || rule.old === "stage"),
  };
}

/** A rule rests that is about a field, or looks at one, which is archived or whose plugin is switched off. */
function compiled(kind: Kind, rule: Rule): CompiledRule[] {
  if (missesField(kind, rule)) return [];
  const field = kind.byPath.get(rule.field ?? "")?.path ?? null;
  const { condition } = rule;
  const looksAt = new Set(namedBy(rule).flatMap((name) => kind.byPath.get(name)?.path ?? []));
  // Read when first needed: two hundred conditions at once would keep everybody waiting.
  let test: Expression | undefined;
  let isRead = condition === null;
  const read = (): Expression | undefined => {
    if (!isRead) [test, isRead] = [testOf(kind, condition ?? ""), true];
    return test;
  };
  return [{ ...rule, field, looksAt, test: read }];
}

function testOf(kind: Kind, condition: string): Expression | undefined {
  const read = compile(condition, conditionScope(kind));
  return read.ok && read.expression.type === "yes/no" ? read.expression : undefined;
}
