import type { Queryable } from "../../db/database.ts";
import type { Mode } from "./mode.ts";

/** One row of table `field_access`: a role that may not edit a field. */
export interface FieldAccess {
  readonly kind: string;
  /** Key of a base field, `cf_<storage>` of an added one. */
  readonly field: string;
  readonly role: string;
  readonly mode: Exclude<Mode, "edit">;
}

export async function readAccess(db: Queryable): Promise<FieldAccess[]> {
  const text = "select kind, field, role, mode from field_access order by kind, field, role";
  return await db.query<FieldAccess & object>({ text });
}

/** Kinds whose search texts are being written anew. */
export async function readRewrites(db: Queryable): Promise<string[]> {
  return (await db.query<{ kind: string }>({ text: "select kind from search_rewrites order by kind" })).map(
    ({ kind }) => kind,
  );
}
