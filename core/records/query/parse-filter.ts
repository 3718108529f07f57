// `filter[amount][gte]=1000`: the filters of an address, the same for pages, REST and exports.
import { BadRequest } from "../../kernel/errors.ts";
import type { Operator } from "../fields/field.ts";
import type { Condition, Filter } from "./grammar.ts";

const shape = /^filter\[([^[\]]{1,80})\](?:\[([a-zA-Z]{1,20})\])?$/;
const lists: ReadonlySet<string> = new Set(["in", "notIn", "hasAny"]);

/** All conditions of an address together; undefined when it has none. Fields and operators are checked where they are used. */
export function parseFilter(pairs: Iterable<readonly [string, string]>): Filter | undefined {
  const conditions = [...pairs].filter(([name]) => name.startsWith("filter")).map(([name, text]) => conditionOf(name, text));
  return conditions.length > 1 ? { and: conditions } : conditions[0];
}

function conditionOf(name: string, text: string): Condition {
  const [, field, written = "eq"] = shape.exec(name) ?? [];
  if (field === undefined) throw new BadRequest("records.bad_filter", { field: name.slice(0, 80) });
  const op = written as Operator;
  if (op === "empty" || op === "notEmpty") return { field, op: (text === "false") === (op === "empty") ? "notEmpty" : "empty" };
  return { field, op, value: lists.has(op) ? text.split(",") : text };
}
