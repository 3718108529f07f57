// The library as we use it: its parser, its type checker, and our own types, signs and words.
import { Environment } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { addFunctions } from "./functions.ts";
import { limits } from "./limits.ts";
import { addOperators } from "./operators.ts";
import { Day, Moment, noDay, noMoment, noNumber, Num, type Value, type ValueType } from "./values.ts";

/** Types as the library names them. */
export const insideTypes: Readonly<Record<ValueType, string>> = {
  number: "number",
  text: "string",
  "yes/no": "bool",
  date: "date",
  time: "time",
  list: "list<string>",
};

const blanks: Readonly<Record<string, Value>> = {
  number: noNumber,
  date: noDay,
  time: noMoment,
  string: "",
  bool: false,
};

interface Checker {
  check(node: unknown, context: unknown): { readonly name: string };
}

/** The blank of another value's type, without working that value out. */
const blankLike = ({ args: [like] }: { readonly args: readonly unknown[] }) => {
  let type = "";
  return {
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      const found = checker.check(like, context);
      type = found.name;
      return found;
    },
    evaluate: (): Value => blanks[type] ?? [],
    async: false,
  };
};

/** How people read; what is read here is only looked at, never run. */
export const reader = new Environment({ unlistedVariablesAreDyn: true, limits });
function speaking(): Environment {
  const inside = { ...limits, maxAstNodes: limits.maxAstNodes * 20, maxDepth: limits.maxDepth * 8 };
  const env = new Environment({ limits: inside });
  env.registerType("number", Num as never);
  env.registerType("date", Day as never);
  env.registerType("time", Moment as never);
  env.registerType("pattern", RE2JS as never);
  addOperators(env);
  addFunctions(env);
  env.registerFunction("blankLike(ast): dyn", blankLike as never);
  return env;
}

/** What expressions run in; never changed, only copied. */
export const language = speaking();
