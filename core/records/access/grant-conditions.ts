// Which rights may have a condition, whether one can be read, and who may be told of it: whoever does not see a field it looks at
// neither writes it nor reads it.
import type { Actor, Grant } from "../../kernel/actor.ts";
import type { Problem } from "../../kernel/errors.ts";
import { readAsked } from "../expressions/condition-sql.ts";
import { namesIn } from "../expressions/names.ts";
import type { Kind, KindsSeen } from "../kind.ts";
import { askedOf } from "../query/limits.ts";
import { sees } from "./seen-values.ts";

/** What is done to one record, or makes one: everything that goes through the one place where rights are asked. */
const conditional: ReadonlySet<string> = new Set(["read", "create", "change", "delete", "export"]);

/** The kind that a right is about, where the right may have a condition. */
export function conditionalKind(kinds: KindsSeen, right: string): Kind | undefined {
  const at = right.lastIndexOf(".");
  const kind = kinds.byPlural(right.slice(0, at));
  return kind && mayHaveCondition(kind, right.slice(at + 1)) ? kind : undefined;
}

export const mayHaveCondition = (kind: Kind, action: string): boolean => conditional.has(action) && isConditional(kind);

// What the office is built from is asked for by many without a look at the record, and so are kinds of modules without owners.
const isConditional = ({ pages, customFields, owner, ownerField }: Kind): boolean =>
  pages !== false && customFields !== false && (ownerField !== undefined || owner === "core" || owner === "admin");

export interface SeenKinds extends KindsSeen {
  seenBy(actor: Actor): KindsSeen;
}

/** What is wrong with the condition of a grant that this actor gives; nothing for one without. */
export function conditionProblems(kinds: SeenKinds, actor: Actor, right: string, grant: Grant): readonly Problem[] {
  if (typeof grant === "string") return [];
  const problem = (code: string, values: Problem["values"] = {}): readonly Problem[] => [
    { pointer: `/grants/${right}`, code, message: `problem.${code}`, values: { right, ...values } },
  ];
  if (grant.reach === "none") return problem("condition_of_nothing");
  const kind = conditionalKind(kinds.seenBy(actor), right);
  if (!kind) return problem("condition_not_here");
  const read = readAsked(kind, grant.when);
  if (read.ok) return [];
  const { code, line, column, values } = read.mistake;
  return problem(code, { ...values, line, column });
}

/** True when the actor may read the condition: it names nothing that they do not see. */
export function mayBeTold(kinds: SeenKinds, actor: Actor, right: string, when: string): boolean {
  const kind = conditionalKind(kinds.seenBy(actor), right);
  if (!kind?.whole) return true;
  return namesIn(when).every((name) => !kind.whole?.byPath.has(name) || sees(kind, name));
}

/** True when the condition gives nothing any more: a field is away, or is of another type. */
export function isAtRest(kinds: KindsSeen, right: string, when: string): boolean {
  const kind = conditionalKind(kinds, right);
  return !kind || askedOf(kind, when) === undefined;
}
