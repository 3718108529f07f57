// A record names files that were sent before: they must be there as it says, and then they are its own.
import type { Queryable, Transaction } from "../../db/database.ts";
import type { Problem } from "../../kernel/errors.ts";
import type { Kind, Written } from "../kind.ts";
import type { Asking } from "../query/select.ts";
import { perKind } from "../per-kind.ts";
import { Params } from "../query/sql.ts";
import { valueAt } from "../store/draft.ts";
import { problemAt } from "../store/validate.ts";
import { idsIn } from "./named.ts";

type Values = ReadonlyMap<string, unknown>;

const fileFields = perKind(({ fields }) => fields.filter((field) => field.type.name === "file"));

const namesIn = ({ kind }: Asking, values: Values) =>
  fileFields(kind).flatMap(({ path }) => {
    const files = values.get(path);
    return Array.isArray(files) && files.length > 0 ? [{ path, files }] : [];
  });

/** True when these values name a file. */
export const namesFiles = (kind: Kind, values: Values): boolean =>
  fileFields(kind).some(({ path }) => idsIn(values.get(path)).length > 0);

/** Conditions for the writing statement: each file is as it was uploaded, by this person or for another record. */
export function fileConditions(asking: Asking, values: Values, params: Params): string[] {
  return namesIn(asking, values).map(({ files }) => `${foundSql(asking, files, params)} = ${files.length}`);
}

function foundSql({ kind, actor }: Asking, files: readonly unknown[], params: Params): string {
  const said = `jsonb_to_recordset(${params.add(JSON.stringify(files), "jsonb")}) as f(id uuid, name text, type text, bytes bigint)`;
  const same = "f.id = x.id and f.name = x.name and f.type = x.type and f.bytes = x.bytes";
  const mine = `(x.record_id is not null or x.uploaded_by = ${params.add(actor.id, "text")})`;
  return `(select count(*) from files x join ${said} on ${same} where x.kind = ${params.add(kind.name, "text")} and ${mine})`;
}

/** Which fields name a file that is not there. */
export async function missingFiles(asking: Asking, values: Values, db: Queryable): Promise<Problem[]> {
  const named = namesIn(asking, values);
  if (named.length === 0) return [];
  const params = new Params();
  const text = `select ${named.map(({ files }) => foundSql(asking, files, params)).join(", ")}`;
  const [counts = []] = (await db.query({ text, values: params.values, rowMode: "array" })) as unknown as string[][];
  return named
    .filter(({ files }, at) => Number(counts[at]) !== files.length)
    .map(({ path }) => problemAt(path, "no_such_file", { field: path }));
}

/** The files of records that are erased go with the next nightly run. */
export async function looseFiles(trx: Transaction, recordIds: readonly string[]): Promise<void> {
  const text = `update files set record_id = null, uploaded_at = 'epoch', uploaded_by = 'erased' where record_id = any($1::uuid[])`;
  await trx.query({ text, values: [recordIds] });
}

/** The files that written records name belong to them from now on, unless they belong to another already. */
export async function claimFiles(trx: Transaction, written: readonly Written[]): Promise<void> {
  const claims = written.flatMap(({ kind, record }) =>
    fileFields(kind).flatMap(({ path }) => idsIn(valueAt(record, path)).map((id) => ({ id, record_id: record.id }))),
  );
  if (claims.length === 0) return;
  const text = `update files x set record_id = c.record_id from jsonb_to_recordset($1::jsonb) as c(id uuid, record_id uuid)
    where x.id = c.id and x.record_id is null`;
  await trx.query({ text, values: [JSON.stringify(claims)] });
}
