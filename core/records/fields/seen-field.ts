// Whose definitions somebody may know of: a field that is hidden from them does not exist, for whoever changes fields either.
import type { Actor } from "../../kernel/actor.ts";
import { NotAllowed, NotFound } from "../../kernel/errors.ts";
import { sees } from "../access/seen-values.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { CustomField } from "./custom-field.ts";

type Named = Pick<CustomField, "kind" | "key">;

/** False for what is hidden from the person whose kind this is, and for the archived fields of a kind they see only a part of. */
export const isSeen = (kind: Kind, { key }: Pick<Named, "key">): boolean =>
  !kind.whole || kind.byPath.has(`custom.${key}`);

/** Throws NotFound for a field that is hidden from the actor. */
export function refuseUnseen(kinds: Kinds, actor: Actor, field: Named): void {
  const kind = kinds.seenBy(actor).find(field.kind);
  if (kind && !isSeen(kind, field)) throw new NotFound("fields.not_found");
}

/** True for values of which the actor sees no more than a mask. */
export function isMaskedFor(kinds: Kinds, actor: Actor, { kind: name, key }: Named): boolean {
  const kind = kinds.seenBy(actor).find(name);
  return kind?.whole !== undefined && !sees(kind, `custom.${key}`);
}

/** Throws where what is done with the values would show them to somebody who sees only a mask, or not even the field. */
export function refuseUnseenValues(kinds: Kinds, actor: Actor, field: Named): void {
  refuseUnseen(kinds, actor, field);
  if (isMaskedFor(kinds, actor, field)) throw new NotAllowed("fields.masked_values", { field: field.key });
}

/** True when some field of the kind is hidden from the person whose kind this is. */
export const isPart = ({ whole, byPath }: Kind): boolean =>
  whole?.fields.some(({ path }) => !byPath.has(path)) ?? false;
