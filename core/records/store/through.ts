import type { Database, Queryable, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import type { Reading } from "../fields/field.ts";
import type { Kind, Written } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { Cursors } from "../query/cursor.ts";
import { reaches } from "../query/scope.ts";
import type { Asking } from "../query/select.ts";
import type { Draft, Rec } from "../record.ts";

/** The company's ways: what a bare number of money means, how phone numbers without a country are read. */
export interface CompanyFacts {
  readonly currency: string;
  readonly country: string;
  readonly timeZone: string;
}

/** What all reading and writing goes through. */
export interface Through {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly cursors: Cursors;
  company(): Promise<CompanyFacts>;
  /** Told after each commit that wrote something, so that waiting consumers wake up. */
  announce(): void;
}

export function readingOf(actor: Actor, company: CompanyFacts): Reading {
  return {
    language: actor.language,
    timeZone: actor.timeZone || company.timeZone,
    currency: company.currency,
    country: company.country,
  };
}

export async function askingOf({ kinds, company }: Through, actor: Actor, kind: string): Promise<Asking> {
  return { kinds, kind: kinds.get(kind), actor, reading: readingOf(actor, await company()) };
}

/** The kind's own hooks on a draft: fill first, then required fields and rules over several fields. */
export async function runHooks(
  kind: Kind,
  draft: Draft,
  context: { actor: Actor; db: Queryable },
): Promise<readonly Problem[]> {
  await kind.hooks?.prepare?.(draft, context);
  const missing = kind.fields
    .filter(
      (field) =>
        field.required && (draft.before === undefined || draft.touches(field.path)) && draft.get(field.path) === null,
    )
    .map(
      (field): Problem => ({
        pointer: `/${field.path.replace(".", "/")}`,
        code: "required",
        message: "problem.required",
        values: { field: field.path },
      }),
    );
  return [
    ...missing,
    ...ownerProblems(kind, draft, context.actor),
    ...((await kind.hooks?.check?.(draft, context)) ?? []),
  ];
}

/** Nobody gives a record to somebody whose records they could not write: it would be out of their hands, or slip into others'. */
function ownerProblems(kind: Kind, draft: Draft, actor: Actor): Problem[] {
  const { ownerField } = kind;
  if (!ownerField || (draft.before && !draft.touches(ownerField))) return [];
  const action = draft.before ? "change" : "create";
  const after = { [ownerField]: draft.get(ownerField) } as Rec;
  if (reaches(actor, kind, action, after)) return [];
  return [{ pointer: `/${ownerField}`, code: "owner_out_of_reach", message: "problem.owner_out_of_reach" }];
}

export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Invalid(problems);
}

/** True when the kind writes rows of its own with this change, so that both need one transaction. */
export const wantsAlong = ({ hooks }: Kind, values: ReadonlyMap<string, unknown>, before: Rec | undefined): boolean =>
  hooks?.along !== undefined && (hooks.wantsAlong?.(values, before) ?? true);

/** Rows that a kind writes beside its records, in the same transaction. */
export async function alongside(
  kind: Kind,
  trx: Transaction,
  written: readonly Written[],
  actor: Actor,
): Promise<void> {
  if (written.length > 0) await kind.hooks?.along?.(trx, written, { actor, db: trx });
}
