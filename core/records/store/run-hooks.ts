// What happens to a draft before it is written, on every way in: the kind fills and checks, then the rules judge.
import type { Queryable } from "../../db/database.ts";
import type { Problem } from "../../kernel/errors.ts";
import { seenProblems } from "../access/seen-values.ts";
import type { Field } from "../fields/field.ts";
import type { Assumption, HookContext, Kind } from "../kind.ts";
import { derive } from "../computed/derive.ts";
import { limitsOf, reach } from "../../kernel/actor.ts";
import { reachesByRole, reachesOwner } from "../query/scope.ts";
import type { Asking } from "../query/select.ts";
import type { Draft, Rec } from "../record.ts";
import { rulesOf } from "../rules/compiled.ts";
import { judge, type Verdict } from "../rules/judge.ts";
import { draftOf } from "./draft.ts";
import { placeOf } from "../rules/place-of.ts";
import { companyOf } from "./through.ts";
import { problemAt } from "./validate.ts";

/** Lets the kind fill and check a draft, and holds its rules against it; answers everything that is wrong. */
export async function runHooks(
  asking: Asking,
  draft: Draft,
  db: Queryable,
  assumed?: Assumption[],
): Promise<readonly Problem[]> {
  const { kind, kinds, seen, actor } = asking;
  const context = { actor, db, kinds, asked: new Map(draft.values), assumed };
  await kind.hooks?.prepare?.(draft, context);
  const guests = await guestProblems(kind, draft, context);
  const own = (await kind.hooks?.check?.(draft, context)) ?? [];
  derive(kind, draft, companyOf(asking));
  const { hidden, problems, atDoor } = await verdictOn(asking, draft, context);
  const shut = atDoor.length === 0 ? atDoor : (kind.hooks?.overrule?.(draft, atDoor, context) ?? atDoor);
  const all = [
    ...missing(asking, draft, hidden),
    ...ownerProblems(asking, draft),
    ...guests,
    ...own,
    ...problems,
    ...shut,
  ];
  return seenProblems(kind, seen, all);
}

/** What somebody else than the kind's own area has to say about a record that is about to go to the trash. */
export async function removalProblems(
  { kind, kinds, seen, actor }: Asking,
  record: Rec,
  db: Queryable,
): Promise<readonly Problem[]> {
  if (kind.guests.size === 0) return [];
  const draft = draftOf(record.id, record, new Map());
  return seenProblems(kind, seen, await guestProblems(kind, draft, { actor, db, kinds, removes: true }));
}

/** One after the other, as each may change the draft for the next. */
async function guestProblems({ guests }: Kind, draft: Draft, context: HookContext): Promise<Problem[]> {
  const all: Problem[] = [];
  for (const ask of guests) all.push(...(await ask(draft, context)));
  return all;
}

const silent: Verdict = { problems: [], atDoor: [], hidden: new Set() };

async function verdictOn(
  { kind, kinds, seen, actor, zone }: Asking,
  draft: Draft,
  { db, asked }: { readonly db: Queryable; readonly asked: ReadonlyMap<string, unknown> },
): Promise<Verdict> {
  const rules = rulesOf(kind);
  if (rules.all.length === 0 && !rules.needsPlace) return silent;
  const place = rules.needsPlace ? await placeOf(kind, draft, { actor, db, kinds }) : undefined;
  return await judge({ kind, seen, draft, actor, zone, place, asked });
}

/** Fields that always have to be filled in, and are not. What is not there for this record, or not for this actor to fill in, need not be. */
function missing({ kind, seen }: Asking, draft: Draft, hidden: ReadonlySet<string>): Problem[] {
  const due = kind.fields.filter(
    ({ required, path }) => required && !hidden.has(path) && (draft.before === undefined || draft.touches(path)),
  );
  const empty = due.filter((field) => draft.get(field.path) === null && mayFill(seen, field));
  return empty.map(({ path }) => problemAt(path, "required", { field: path }));
}

const mayFill = ({ byPath }: Kind, field: Field): boolean => byPath.get(field.path)?.readOnly === field.readOnly;

/** Nobody gives a record to somebody whose records they could not write: it would be out of their hands, or slip into others'. */
function ownerProblems(asking: Asking, draft: Draft): Problem[] {
  const { kind, actor } = asking;
  const { ownerField } = kind;
  if (!draft.before) return newProblems(asking, draft);
  if (!ownerField || !draft.touches(ownerField)) return [];
  const before = draft.before as Rec;
  const after = { ...before, [ownerField]: draft.get(ownerField) } as Rec;
  if ([before, after].every((side) => reachesByRole(actor, kind, "change", side))) return [];
  return [problemAt(ownerField, "owner_out_of_reach")];
}

/** A right to make records may ask something of the new one, which stands nowhere yet. */
function newProblems({ kind, actor }: Asking, draft: Draft): Problem[] {
  const right = `${kind.plural}.create`;
  const limits = limitsOf(actor, right);
  if (!kind.ownerField && limits.length === 0) return [];
  if (reachesByRole(actor, kind, "create", madeOf(kind, draft))) return [];
  const owner = draft.get(kind.ownerField ?? "");
  const scopes = [reach(actor, right), ...limits.map((one) => one.reach)];
  const isTheirs = !kind.ownerField || scopes.some((scope) => reachesOwner(actor, scope, owner));
  return [isTheirs ? beyondCondition : problemAt(kind.ownerField ?? "", "owner_out_of_reach")];
}

const beyondCondition: Problem = { pointer: "", code: "beyond_condition", message: "problem.beyond_condition" };

function madeOf(kind: Kind, draft: Draft): Rec {
  const custom: Record<string, unknown> = {};
  const made: Record<string, unknown> = { id: draft.id, custom };
  for (const { custom: isCustom, key, path } of kind.fields) (isCustom ? custom : made)[key] = draft.get(path);
  return made as unknown as Rec;
}
