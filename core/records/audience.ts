// Some people and their records, where what a plugin brought is not everybody's.
import type { Actor } from "../kernel/actor.ts";
import type { Draft } from "./record.ts";

export interface AudienceOf {
  has(actor: Actor): boolean;
  /** True for the id of somebody whose records belong to it. */
  reaches(person: string): boolean;
}

/** Whether a record is theirs: by whose it is, and by who writes it where it is nobody's. Without an audience everybody's are. */
export function isTheirs(
  audience: AudienceOf | undefined,
  ownerField: string | undefined,
  { draft, actor }: { readonly draft: Draft; readonly actor: Actor },
): boolean {
  const whose = ownerField && draft.get(ownerField);
  return audience?.reaches(typeof whose === "string" ? whose : actor.id) ?? true;
}
