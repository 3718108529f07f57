// Whether a roll-up can be worked out as things stand: what it looks at may be archived, or of another type than it was.
import { systemActor } from "../../kernel/actor.ts";
import { BadRequest } from "../../kernel/errors.ts";
import { typeOf } from "../expressions/kind-scope.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { filterSql } from "../query/filter.ts";
import { leadsToMany, targetOf } from "../query/related.ts";
import { Params } from "../query/sql.ts";
import { resultTypes } from "./result.ts";
import type { Rollup } from "./rollup.ts";

/** True when everything it needs is there and fits. */
export function isSound(parent: Kind, { type }: Field, rollup: Rollup, child: Kind | undefined): boolean {
  if (!child || !leadsTo(parent, child, rollup.via)) return false;
  const of = child.byPath.get(rollup.of ?? "");
  const adds = rollup.how === "count" || (of !== undefined && canHold(of, rollup.how, type.name));
  return adds && unreadIn(child, rollup.filter) === undefined;
}

/** True when the child's records name one of the parent's in this field. */
export function leadsTo({ name }: Kind, child: Kind, via: string): boolean {
  const field = child.byPath.get(via);
  return field !== undefined && !leadsToMany(field) && targetOf(field) === name;
}

/** Numbers go into numbers, money into money, and of days there is a first and a last one. */
export function canHold(field: Field, how: Rollup["how"], result: string): boolean {
  const type = typeOf(field);
  if (type === "date" || type === "time") return (how === "min" || how === "max") && resultTypes[type].includes(result);
  const isMoney = field.type.name === "money";
  return type === "number" && resultTypes.number.includes(result) && isMoney === (result === "money");
}

const utc = { language: "en", timeZone: "UTC", currency: "EUR", country: "" };

/** The field of a filter that cannot be asked so; undefined when all can. */
export function unreadIn(child: Kind, filter: Rollup["filter"]): string | undefined {
  if (filter === undefined) return undefined;
  try {
    filterSql(filter, { kind: child, actor: systemActor("check"), reading: utc, alias: "c", params: new Params() });
    return undefined;
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return String(error.values["field"] ?? "");
  }
}
