// Finds the records that somebody is about to create, or has created, a second time.
import type { Actor } from "../kernel/actor.ts";
import type { Problem } from "../kernel/errors.ts";
import { sees } from "../records/access/seen-values.ts";
import type { HookContext, Kind, Similar } from "../records/kind.ts";
import { reaches } from "../records/query/scope.ts";
import type { Rec } from "../records/record.ts";
import { problemAt } from "../records/store/validate.ts";
import { blocks, duplicateScore, type Reason, warns } from "./duplicate-score.ts";
import { companyKeys, contactKeys, textOf, type Values } from "./keys.ts";
import { neighboursOf, type PartyKind, type Twin } from "./neighbours.ts";

/** A record that is probably the same. What the actor may not read has no id and no name: they can ask its owner. */
export interface Duplicate {
  readonly id: string | null;
  readonly name: string | null;
  readonly owner: string | null;
  readonly score: number;
  readonly reason: Reason;
  /** True from 0.9 on: saving needs a reason. */
  readonly blocks: boolean;
}

export const pluralOf: Readonly<Record<PartyKind, string>> = { contact: "contacts", company: "companies" };

/** What a record of this kind is found by. */
export const keysOf = (kind: PartyKind, values: Values): string[] =>
  kind === "contact" ? contactKeys(values) : companyKeys(values);

/** Duplicates of what these values would become, the most certain first; `id` is the record itself when it exists. */
export async function findDuplicates(
  { db, actor, kinds }: HookContext,
  kind: PartyKind,
  { id, values }: { id: string | null; values: Values },
): Promise<Duplicate[]> {
  const known = openTo(kinds.get(kind), values);
  const company = textOf(known, "company") || null;
  const twins = { id, keys: keysOf(kind, known), company, name: textOf(known, "name") };
  const found = await neighboursOf(db, actor, { kind, twins });
  return judged({ actor, kinds }, kind, values, found.twins);
}

/** Only what the actor sees is compared: "the same phone" would tell them the phone. */
export const openTo = (seen: Kind, values: Values): Values =>
  seen.whole ? Object.fromEntries(Object.entries(values).filter(([path]) => sees(seen, path))) : values;

/** Candidates that score high enough to be told about. */
export function judged(
  { actor, kinds }: Pick<HookContext, "actor" | "kinds">,
  kind: PartyKind,
  values: Values,
  twins: readonly Twin[],
): Duplicate[] {
  const seen = kinds.get(kind);
  const known = openTo(seen, values);
  const duplicates = twins.flatMap((twin) => {
    const { score, reason } = duplicateScore(kind, known, openTo(seen, twin.values));
    return reason && score >= warns ? [duplicateFrom(actor, seen, twin, { score, reason })] : [];
  });
  return duplicates.sort((a, b) => b.score - a.score);
}

function duplicateFrom(
  actor: Actor,
  whose: Kind,
  twin: Twin,
  { score, reason }: { score: number; reason: Reason },
): Duplicate {
  const seen = reaches(actor, whose, "read", { id: twin.id, owner: twin.owner?.id ?? null } as unknown as Rec);
  return {
    id: seen ? twin.id : null,
    name: seen ? textOf(twin.values, "name") : null,
    owner: twin.owner?.name ?? null,
    score,
    reason,
    blocks: score >= blocks,
  };
}

const fieldOf: Readonly<Record<Reason, string>> = {
  email: "email",
  phone: "phone",
  tax_id: "taxId",
  name_and_city: "name",
  name_and_company: "name",
  last_name_and_domain: "name",
};

/** The hook by which pages tell about duplicates before anything is saved. */
export const similarOf =
  (kind: PartyKind) =>
  async (values: Values, context: HookContext): Promise<Similar[]> => {
    const found = await findDuplicates(context, kind, { id: null, values });
    return found.map(({ name, reason, ...rest }) => ({ ...rest, title: name, why: `contacts.same.${reason}` }));
  };

/** What stands in the way of saving: nothing once somebody has given a reason why both records are right. */
export function duplicateProblems(kind: PartyKind, duplicates: readonly Duplicate[]): Problem[] {
  const worst = duplicates.find((duplicate) => duplicate.blocks);
  if (!worst) return [];
  const { id, name, owner, reason } = worst;
  const values = { name, owner, reason, id, path: id ? `/${pluralOf[kind]}/${id}` : null };
  const code = id ? "contacts.duplicate" : owner ? "contacts.duplicate_of_somebody" : "contacts.duplicate_of_nobody";
  return [problemAt(fieldOf[reason], code, values), problemAt("duplicateReason", "contacts.duplicate_reason_needed")];
}
