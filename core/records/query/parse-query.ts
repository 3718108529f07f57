// The list query as addresses say it, the same for pages, REST, saved views and exports:
// `?q=kolev&filter[amount][gte]=1000&filter[owner]=me&sort=-amount,name&limit=50&after=…`
import { BadRequest } from "../../kernel/errors.ts";
import type { Operator } from "../fields/field.ts";
import type { Condition, Filter, ListQuery } from "./grammar.ts";
import { sortFrom } from "./order.ts";

/** Name and value of each parameter, in order. */
export type Pairs = Iterable<readonly [string, string]>;

const shape = /^filter\[([\w.]{1,80})\](?:\[(\w{1,20})\])?$/;

/** The conditions of an address; parameters of other names are not its business. */
export function filterFrom(pairs: Pairs): Filter | undefined {
  const conditions = [...pairs].flatMap(([name, value]) =>
    name.startsWith("filter") ? [conditionFrom(name, value)] : [],
  );
  const [only] = conditions;
  return conditions.length > 1 ? { and: conditions } : only;
}

function conditionFrom(name: string, value: string): Condition {
  const found = shape.exec(name);
  if (!found) throw new BadRequest("records.bad_filter_name", { name: name.slice(0, 80) });
  const [, field = "", op = "eq"] = found;
  if (op === "empty" && value === "false") return { field, op: "notEmpty" };
  if (op === "empty" || op === "notEmpty") return { field, op };
  return { field, op: op as Operator, value };
}

/** The other way round: parameters that mean this filter. Only conditions joined by "and" can be said in an address. */
export function pairsOf(filter: Filter | undefined): [string, string][] {
  if (!filter) return [];
  const conditions = "and" in filter ? filter.and : [filter];
  return conditions.flatMap((one) => ("field" in one ? [pairOf(one)] : []));
}

function pairOf({ field, op, value }: Condition): [string, string] {
  const text = Array.isArray(value) ? value.join(",") : String(value ?? "true");
  return [op === "eq" ? `filter[${field}]` : `filter[${field}][${op}]`, text];
}

const single = new Set(["q", "sort", "limit", "after", "fields", "include", "count", "trash"]);

/** The whole query. A parameter given twice is refused: one of the two would be dropped in silence. */
export function listQueryFrom(pairs: Pairs): ListQuery {
  const all = [...pairs];
  const given = new Map<string, string>();
  for (const [name, value] of all) {
    if (!single.has(name)) continue;
    if (given.has(name)) throw new BadRequest("records.given_twice", { name });
    given.set(name, value);
  }
  return {
    filter: filterFrom(all),
    q: given.get("q") || undefined,
    sort: given.has("sort") ? sortFrom(given.get("sort") ?? "") : undefined,
    limit: numberIn(given.get("limit")),
    after: given.get("after") || undefined,
    fields: listIn(given.get("fields")),
    include: listIn(given.get("include")),
    count: countIn(given.get("count")),
    trash: given.get("trash") === "true",
  };
}

function numberIn(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (!/^\d{1,6}$/.test(text)) throw new BadRequest("records.bad_limit", { maximum: 200 });
  return Number(text);
}

const listIn = (text: string | undefined): string[] | undefined => text?.split(",").filter(Boolean).slice(0, 100);

function countIn(text: string | undefined): ListQuery["count"] {
  if (text === undefined || text === "") return undefined;
  if (text !== "exact" && text !== "estimate") throw new BadRequest("records.bad_count");
  return text;
}
