import type { Queryable } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";

/** Writes down that somebody searched, once per question: the pages after the first belong to it. */
export async function tellSearch(
  db: Queryable,
  actor: Actor,
  { kind, q, after }: { readonly kind?: string; readonly q?: string | undefined; readonly after?: string | undefined },
): Promise<void> {
  if (!q?.trim() || after !== undefined) return;
  await writeAudit(db, actor, { action: "list.searched", kind, detail: { q } });
}
