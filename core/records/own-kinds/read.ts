import type { Queryable } from "../../db/database.ts";
import type { KindPlan, OwnKind } from "./own-kind.ts";

export type Row = Omit<OwnKind, keyof KindPlan> & { readonly definition: KindPlan };

export const columns = `id, name, plural, storage, definition, version, state, archived_at as "archivedAt"`;

export const fromRow = ({ definition, ...row }: Row): OwnKind => ({ ...definition, ...row });

/** All kinds that administrators defined, archived ones too. */
export async function readOwnKinds(db: Queryable): Promise<OwnKind[]> {
  return (await db.query<Row>({ text: `select ${columns} from own_kinds order by created_at, id` })).map(fromRow);
}
