// Conditions on rights, asked of many records in SQL and of one that is at hand. They look at whole records, whoever asks: what is
// closed to somebody still decides what they may, and is not told to them.
import { type Actor, type Limited, limitsOf } from "../../kernel/actor.ts";
import { sees } from "../access/seen-values.ts";
import { type Asked, readAsked } from "../expressions/condition-sql.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { type Params, quoted } from "./sql.ts";

const known = new WeakMap<Kind, Map<string, Asked | undefined>>();

/** The condition, read once per version of the kind; undefined for one that makes no sense any more. It is true of nothing then. */
export function askedOf(kind: Kind, when: string): Asked | undefined {
  const whole = kind.whole ?? kind;
  const ofKind = known.get(whole) ?? new Map<string, Asked | undefined>();
  known.set(whole, ofKind);
  if (!ofKind.has(when)) ofKind.set(when, readIn(whole, when));
  return ofKind.get(when);
}

function readIn(whole: Kind, when: string): Asked | undefined {
  const read = readAsked(whole, when);
  return read.ok ? read.asked : undefined;
}

/** SQL of one condition about `alias`. A table that was narrowed for the actor lacks what it may ask for: then the whole one is asked. */
export function limitSql(
  actor: Actor,
  kind: Kind,
  { when }: Limited,
  { alias, params }: { readonly alias: string; readonly params: Params },
): string {
  const asked = askedOf(kind, when);
  if (!asked) return "false";
  const at = { params, actor, zone: actor.limits?.zone ?? "UTC" };
  if (seesAll(kind, asked)) return asked.sql({ ...at, alias });
  const { table } = kind.whole ?? kind;
  return `exists (select from ${quoted(table)} whole where whole.id = ${alias}.id and ${asked.sql({ ...at, alias: "whole" })})`;
}

const seesAll = (kind: Kind, { expression }: Asked): boolean =>
  kind.whole === undefined || [...expression.uses].every((path) => sees(kind, path));

/** True when the condition holds for a whole record. One that is only partly at hand never meets it. */
export function meets(actor: Actor, kind: Kind, { when }: Limited, record: Rec): boolean {
  const asked = askedOf(kind, when);
  if (!asked || !isAtHand(record, asked)) return false;
  const get = (path: string): unknown => valueOf(record, path);
  const outcome = asked.expression.run({ get, zone: actor.limits?.zone ?? "UTC", actor, now: Date.now() });
  return outcome.ok && outcome.value === true;
}

const isAtHand = (record: Rec, { expression }: Asked): boolean =>
  [...expression.uses].every((path) => valueOf(record, path) !== undefined);

const valueOf = (record: Rec, path: string): unknown =>
  path.startsWith("custom.") ? record.custom?.[path.slice(7)] : record[path];

/** True when the right, or what was given to the actor, depends on more of a record than whose it is. */
export function isLimited(actor: Actor, kind: Pick<Kind, "plural">, action: string): boolean {
  const right = `${kind.plural}.${action}`;
  if (limitsOf(actor, right).length > 0) return true;
  return actor.shares?.some(({ by }) => limitsOf(by, right).length > 0) === true;
}
