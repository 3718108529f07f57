import type { Actor } from "../../../kernel/actor.ts";
import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import type { Mode } from "../mode.ts";

export interface ClosedField {
  readonly field: string;
  /** What the person may do with it. */
  readonly mode: Exclude<Mode, "edit">;
  /** What each of their roles says of it; none where another field, which it tells of, is closed. */
  readonly roles: readonly { readonly role: string; readonly mode: Mode }[];
}

/** The fields of which a person sees or may less than everything, as far as the asker sees them. */
export function closedFields(
  kinds: Kinds,
  whole: Kind,
  { asker, person }: { asker: Actor; person: Actor },
): readonly ClosedField[] {
  const shown = kinds.seenBy(asker).get(whole.name);
  const theirs = kinds.seenBy(person).get(whole.name);
  return whole.fields.flatMap((field) => {
    const mode = modeOf(field, theirs.byPath.get(field.path));
    if (mode === "edit" || !shown.byPath.has(field.path)) return [];
    const rules = whole.access.get(field.path);
    const roles = rules ? person.roles.map((role) => ({ role, mode: rules.get(role) ?? ("edit" as const) })) : [];
    return { field: field.path, mode, roles };
  });
}

function modeOf(field: Field, seen: Field | undefined): Mode {
  if (!seen || seen.withheld) return "hidden";
  if (seen.maskedFrom !== undefined) return "masked";
  return seen.readOnly && !field.readOnly ? "read" : "edit";
}
