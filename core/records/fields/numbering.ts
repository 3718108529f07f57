// Fields that count up: a sequence per field. New records take their number as they are written; old ones get theirs from a job.
import type { Database, Queryable } from "../../db/database.ts";
import { beside, quoted } from "../query/sql.ts";

const AT_ONCE = 2_000;

/** Gives a column its sequence. Numbers of records that are given up are not used again. */
export async function startNumbers(trx: Queryable, table: string, column: string): Promise<void> {
  const sequence = sequenceOf(table, column);
  await trx.query({ text: `create sequence ${sequence} owned by ${quoted(table)}.${quoted(column)}` });
  await trx.query({
    text: `alter table ${quoted(table)} alter column ${quoted(column)} set default nextval('${sequence}')`,
  });
}

const sequenceOf = (table: string, column: string): string => quoted(beside(table, `${column}_numbers`));

export interface Numbering {
  readonly table: string;
  readonly column: string;
  readonly signal: AbortSignal;
  progress(done: number): Promise<void>;
}

/** Numbers the records that were there before the field, the oldest first. Can be broken off and begun again. */
export async function numberRows(db: Database, { table, column, signal, progress }: Numbering): Promise<number> {
  const rows = `select id from ${quoted(table)} where ${quoted(column)} is null order by created_at, id limit ${AT_ONCE}`;
  const text = `with unnumbered as materialized (${rows}), numbered as materialized (select id, nextval('${sequenceOf(table, column)}') as number from unnumbered)
    update ${quoted(table)} t set ${quoted(column)} = n.number from numbered n where t.id = n.id and t.${quoted(column)} is null returning t.id`;
  let done = 0;
  for (let more = AT_ONCE; more === AT_ONCE && !signal.aborted; ) {
    more = (await db.query({ text })).length;
    done += more;
    await progress(done);
  }
  return done;
}
