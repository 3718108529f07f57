import type { Database } from "../../db/database.ts";
import type { Related } from "../record.ts";
import { fold } from "../search/fold.ts";
import { scopeSql } from "./scope.ts";
import { titleSql } from "./related.ts";
import { refuseHalted, veiledText } from "./search-sql.ts";
import type { Asking } from "./select.ts";
import { Params, quoted } from "./sql.ts";

/** How alike a word must be to be offered: lower than usual, because it is only a question. */
const ALIKE = 0.45;

/** Records that somebody who mistyped may have meant, the likeliest first. */
export async function similarRecords(
  asking: Asking,
  text: string,
  limit: number,
  db: Database,
): Promise<readonly Related[]> {
  const { kind, actor } = asking;
  const params = new Params();
  const typed = params.add(fold(text).slice(0, 100), "text");
  const scope = scopeSql(actor, kind, "read", { alias: "t", params });
  refuseHalted(kind);
  const veiled = veiledText(actor, kind);
  const select = `select t.id, ${titleSql(kind, "t")} as title from ${quoted(kind.table)} t
    where t.deleted_at is null and ${typed} <% t.search${veiled ? ` and ${typed} <% (${veiled})` : ""}${scope ? ` and ${scope}` : ""}
    order by word_similarity(${typed}, t.search) desc, t.id limit ${params.add(limit, "int")}`;
  return await db.transaction(async (trx) => {
    await trx.query({ text: `set local pg_trgm.word_similarity_threshold = ${ALIKE}` });
    return await trx.query<{ id: string; title: string }>({ text: select, values: params.values });
  });
}
