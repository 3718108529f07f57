import type { Expression, Facts, Mistake, Name, Outcome, Scope } from "./expression.ts";
import { insideTypes, language, reader } from "./language.ts";
import { LONGEST } from "./limits.ts";
import { Refused } from "./nodes.ts";
import { type Translation, translate } from "./translate.ts";
import type { Value, ValueType } from "./values.ts";

export type Compiled =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly mistake: Mistake };

const outsideTypes = new Map<string, ValueType>([
  ...Object.entries(insideTypes).map(([outside, inside]): [string, ValueType] => [inside, outside as ValueType]),
  ["list", "list"],
]);

/** Reads an expression, looks up its names and checks its types. A mistake says where it is. */
export function compile(source: string, scope: Scope): Compiled {
  if (source.trim() === "") return wrong("expression_empty", source, 0);
  if (source.length > LONGEST) return wrong("expression_too_long", source, 0, { maximum: LONGEST });
  if (!source.isWellFormed()) return wrong("expression_syntax", source, 0);
  try {
    return checked(source, translate(reader.parse(source).ast, scope));
  } catch (error) {
    if (error instanceof Refused) return wrong(error.code, source, error.at, error.values);
    const { code, range } = (error ?? {}) as { code?: string; range?: { start: number } };
    const kind = code === "limit_exceeded" || error instanceof RangeError ? "expression_too_deep" : "expression_syntax";
    return wrong(kind, source, range?.start ?? 0);
  }
}

function checked(source: string, translation: Translation): Compiled {
  const env = language.clone();
  for (const [id, { type }] of translation.variables) env.registerVariable(id, insideTypes[type]);
  for (const [id, { type, value }] of translation.constants) env.registerConstant(id, type, value);
  const run = env.parse(translation.text);
  const result = run.check();
  if (!result.valid) {
    const { range, summary = "" } = (result.error ?? {}) as { range?: { start: number }; summary?: string };
    return wrong("expression_types", source, translation.placeOf(range?.start ?? 0), { found: plainTypes(summary) });
  }
  const type = outsideTypes.get(String(result.type));
  if (!type) return wrong("expression_types", source, 0, { found: String(result.type) });
  return { ok: true, expression: expressionOf(source, type, translation.variables, run as Run) };
}

type Run = (context: Record<string, Value>) => Value;

function expressionOf(source: string, type: ValueType, variables: ReadonlyMap<string, Name>, run: Run): Expression {
  const names = [...variables];
  const uses = new Set(names.flatMap(([, { path }]) => path ?? []));
  return {
    source,
    type,
    uses,
    run(facts: Facts): Outcome {
      try {
        const context: Record<string, Value> = {};
        for (const [id, name] of names) context[id] = name.read(facts);
        return { ok: true, value: run(context) };
      } catch (error) {
        return { ok: false, reason: reasonOf(error) };
      }
    },
  };
}

const reasons = new Set(["division_by_zero", "number_too_large", "date_out_of_range", "not_a_date", "text_too_long"]);

const reasonOf = (error: unknown): string =>
  error instanceof RangeError && reasons.has(error.message) ? error.message : "not_computable";

/** `no such overload: number > string` → `number > text`. */
const plainTypes = (summary: string): string =>
  summary
    .replace(/^.*?(?:overload: |overload for )/, "")
    .replaceAll("'", "")
    .replace(/\bstring\b/g, "text")
    .replace(/\bbool\b/g, "yes/no")
    .replace(/\blist<[a-z]+>/g, "list")
    .replace(/\bsizeOf\b/g, "size")
    .replace(/\bdateIn\((\S+), text\)/g, "date($1)")
    .slice(0, 200);

function wrong(code: string, source: string, at: number, values: Mistake["values"] = {}): Compiled {
  const before = source.slice(0, at).split("\n");
  return {
    ok: false,
    mistake: { code, line: before.length, column: [...(before.at(-1) ?? "")].length + 1, values },
  };
}
