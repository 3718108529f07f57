// What happens to a draft before it is written, on every way in: the kind fills and checks, then the rules judge.
import type { Queryable } from "../../db/database.ts";
import type { Problem } from "../../kernel/errors.ts";
import { seenProblems } from "../access/seen-values.ts";
import type { Field } from "../fields/field.ts";
import type { Assumption, HookContext, Kind } from "../kind.ts";
import { derive } from "../computed/derive.ts";
import { reaches } from "../query/scope.ts";
import type { Asking } from "../query/select.ts";
import type { Draft, Rec } from "../record.ts";
import { rulesOf } from "../rules/compiled.ts";
import { judge, type Verdict } from "../rules/judge.ts";
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
function ownerProblems({ kind, actor }: Asking, draft: Draft): Problem[] {
  const { ownerField } = kind;
  if (!ownerField || (draft.before && !draft.touches(ownerField))) return [];
  const action = draft.before ? "change" : "create";
  const after = { [ownerField]: draft.get(ownerField) } as Rec;
  if (reaches(actor, kind, action, after)) return [];
  return [problemAt(ownerField, "owner_out_of_reach")];
}
