import type { Queryable } from "../../db/database.ts";
import type { KindPlan, OwnKind } from "./own-kind.ts";

export type Row = Omit<OwnKind, keyof KindPlan> & { readonly definition: KindPlan };

export const columns = `id, name, plural, storage, definition, version, state, archived_at as "archivedAt"`;

export const fromRow = ({ definition, ...row }: Row): OwnKind => ({ ...definition, ...row });

const rowsOf = async (db: Queryable, which: string): Promise<OwnKind[]> =>
  (await db.query<Row>({ text: `select ${columns} from own_kinds where ${which} order by created_at, id` })).map(
    fromRow,
  );

/** All kinds that administrators defined, archived ones too. */
export const readOwnKinds = async (db: Queryable): Promise<OwnKind[]> => await rowsOf(db, "not erasing");

/** Kinds whose records are on their way out. */
export const readErasing = async (db: Queryable): Promise<OwnKind[]> => await rowsOf(db, "erasing");
