// What hangs on a kind: said before it is put away or opened to everybody.
import type { Queryable } from "../../db/database.ts";
import { quoted } from "../query/sql.ts";
import type { OwnKind } from "./own-kind.ts";
import { tableOf } from "./table.ts";

export interface Uses {
  /** Living records, whoever they belong to. */
  readonly records: number;
  readonly fields: number;
  readonly views: number;
  /** Fields of other kinds that lead here. */
  readonly links: number;
}

/** Counted for an administrator, not for somebody's rights: what is put away is put away for all. */
export async function usesOf(db: Queryable, kind: OwnKind): Promise<Uses> {
  const text = `select (select count(*) from ${quoted(tableOf(kind))} where deleted_at is null)::int as records,
    (select count(*) from fields where kind = $1 and state = 'active')::int as fields,
    (select count(*) from views where kind = $1)::int as views,
    (select count(*) from fields where schema ->> 'x-kind' = $1 and kind <> $1 and state = 'active')::int as links`;
  const [row] = await db.query<Uses & object>({ text, values: [kind.name] });
  return row ?? { records: 0, fields: 0, views: 0, links: 0 };
}
