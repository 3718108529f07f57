// Which rows an actor's right reaches: as SQL for lists, as a predicate for one record.
import { type Actor, limitsOf, may, reach, type Scope, type Share } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { limitSql, meets } from "./limits.ts";
import { sharesFor } from "./shared.ts";
import { type Params, quoted } from "./sql.ts";

interface At {
  readonly alias: string;
  readonly params: Params;
}

interface Asked {
  readonly kind: Kind;
  readonly action: string;
  readonly at: At;
}

/** Condition on `alias`, or an empty text when everything is reached. Nobody's records belong to every team. */
export function scopeSql(actor: Actor, kind: Kind, action: string, at: At): string {
  const own = roleSql(actor, kind, action, at);
  if (own === "" || own === "false") return own;
  const shares = sharesFor(actor, kind.name, action);
  const asked = { kind, action, at };
  const more = [...readerSql(actor, asked), ...givenSql(actor, shares, asked)];
  return more.length === 0 ? own : `(${[own, ...more].join(" or ")})`;
}

/** Who is named among a record's readers reads it; nothing else is theirs by that. */
function readerSql(actor: Actor, { kind, action, at }: Asked): string[] {
  const column = action === "read" ? kind.byPath.get(kind.readersField ?? "")?.columns[0] : undefined;
  if (!column) return [];
  const named = `${at.alias}.${quoted(column)} @> array[${at.params.add(actor.id, "uuid")}]`;
  const mine = conditionSql(actor, kind, action, at);
  return [mine ? `(${named} and ${mine})` : named];
}

// One condition per giver: what they gave, as far as they reach it themselves. A condition of the taker's own right stays.
function givenSql(actor: Actor, shares: readonly Share[], { kind, action, at }: Asked): string[] {
  return [...Map.groupBy(shares, ({ by }) => by)].flatMap(([by, given]) => {
    if (!may(by, `${kind.plural}.${action}`)) return [];
    const ids = at.params.add(
      given.map(({ id }) => id),
      "uuid[]",
    );
    const theirs = roleSql(by, kind, action, at);
    const mine = conditionSql(actor, kind, action, at);
    return `(${[`${at.alias}.id = any(${ids})`, theirs, mine].filter(Boolean).join(" and ")})`;
  });
}

/** An empty text for a right without conditions, or with one part that has none. */
function conditionSql(actor: Actor, kind: Kind, action: string, at: At): string {
  const right = `${kind.plural}.${action}`;
  if (reach(actor, right) !== "none") return "";
  const limits = limitsOf(actor, right);
  return limits.length === 0 ? "false" : `(${limits.map((one) => limitSql(actor, kind, one, at)).join(" or ")})`;
}

/** The same without what was given to the actor. */
export function roleSql(actor: Actor, kind: Kind, action: string, at: At): string {
  const right = `${kind.plural}.${action}`;
  const plain = withinSql(actor, kind, reach(actor, right), at);
  const limits = plain === "" ? [] : limitsOf(actor, right);
  if (limits.length === 0) return plain;
  const limited = limits.map((one) => {
    const parts = [withinSql(actor, kind, one.reach, at), limitSql(actor, kind, one, at)];
    return `(${parts.filter(Boolean).join(" and ")})`;
  });
  return `(${[...(plain === "false" ? [] : [plain]), ...limited].join(" or ")})`;
}

function withinSql(actor: Actor, kind: Kind, scope: Scope, at: At): string {
  if (scope === "none") return "false";
  if (!kind.ownerField) return "";
  return ownerSql(actor, scope, { column: `${at.alias}.${quoted(ownerColumn(kind))}`, params: at.params });
}

/** The condition that such a reach of this actor takes in the owner in this column, or an empty text when it takes in everybody. */
export function ownerSql(actor: Actor, scope: Scope, { column, params }: { column: string; params: Params }): string {
  if (scope === "none" || scope === "all") return scope === "none" ? "false" : "";
  if (scope === "own") return `${column} = ${params.add(actor.id, "uuid")}`;
  return `(${column} = any(${params.add(matesWithin(actor, scope), "uuid[]")}) or ${column} is null)`;
}

function ownerColumn(kind: Kind): string {
  const column = kind.byPath.get(kind.ownerField ?? "")?.columns[0];
  if (!column) throw new Error(`Kind ${kind.name} has no owner field ${kind.ownerField}`);
  return column;
}

/** True when the right reaches this record, which has to be a whole one where the right has a condition. */
export function reaches(actor: Actor, kind: Kind, action: string, record: Rec): boolean {
  if (reachesByRole(actor, kind, action, record)) return true;
  if (!isReader(actor, kind, action, record) && !isGiven(actor, kind, action, record)) return false;
  const right = `${kind.plural}.${action}`;
  return reach(actor, right) !== "none" || limitsOf(actor, right).some((one) => meets(actor, kind, one, record));
}

function isGiven(actor: Actor, kind: Kind, action: string, record: Rec): boolean {
  const given = sharesFor(actor, kind.name, action).filter(({ id }) => id === record.id);
  return given.some(({ by }) => reachesByRole(by, kind, action, record));
}

/** True for somebody who is named among those who read the record, too. */
export function isReader(actor: Actor, { readersField }: Kind, action: string, record: Rec): boolean {
  const readers = action === "read" && readersField !== undefined ? record[readersField] : undefined;
  return Array.isArray(readers) && readers.includes(actor.id);
}

/** The same without what was given to the actor: nobody gives on, or away, what they were only given. */
export function reachesByRole(actor: Actor, kind: Kind, action: string, record: Rec): boolean {
  const right = `${kind.plural}.${action}`;
  if (covers(reach(actor, right), actor, kind, record)) return true;
  return limitsOf(actor, right).some(
    (one) => covers(one.reach, actor, kind, record) && meets(actor, kind, one, record),
  );
}

/** True when such a reach takes in whose record it is. */
export function covers(scope: Scope, actor: Actor, kind: Kind, record: Rec): boolean {
  if (scope !== "none" && !kind.ownerField) return true;
  return reachesOwner(actor, scope, record[kind.ownerField ?? ""]);
}

/** True when such a reach of this actor takes in what belongs to this owner; null is nobody. */
export function reachesOwner(actor: Actor, scope: Scope, owner: unknown): boolean {
  if (scope === "none" || scope === "all") return scope === "all";
  if (scope === "own") return owner === actor.id;
  return owner === null || matesWithin(actor, scope).includes(String(owner));
}

const matesWithin = (actor: Actor, scope: "team" | "subtree"): readonly string[] =>
  scope === "team" ? actor.teamMates : actor.subtreeMates;

/** Stops the call unless the actor has the right for some records at least. */
export function allow(actor: Actor, permission: string): void {
  if (!may(actor, permission)) throw new NotAllowed("security.not_allowed", { permission });
}
