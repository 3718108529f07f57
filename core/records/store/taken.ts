// A unique field has each value once. The database keeps that, also among writers at the same moment; here it is put into words.
import { sqlState, type Queryable } from "../../db/database.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import { indexName } from "../kind-tables/indexes.ts";
import type { Kind } from "../kind.ts";
import { rowValues } from "../query/column-sql.ts";
import { scopeSql } from "../query/scope.ts";
import { titleSql } from "../query/related.ts";
import type { Asking } from "../query/select.ts";
import { Params, quoted } from "../query/sql.ts";
import type { Rec, Related } from "../record.ts";
import { problemAt } from "./validate.ts";

/** Another record has the value already; the answer names it when the actor may see it. */
export class Taken extends Invalid {
  readonly record: Related | null;

  constructor(problem: Problem, record: Related | null) {
    super([problem]);
    this.record = record;
  }

  override get extra(): Readonly<Record<string, unknown>> {
    return { record: this.record };
  }
}

const DUPLICATE_KEY = "23505";

/** The field whose unique index refused a write. */
function fieldRefused(kind: Kind, error: unknown): Field | undefined {
  if (sqlState(error) !== DUPLICATE_KEY) return undefined;
  const index = String((error as { constraint?: unknown }).constraint);
  return kind.fields.find((field) => uniqueIndexOf(kind, field) === index);
}

function uniqueIndexOf({ table }: Kind, field: Field): string {
  const name = `${field.columns[0]}_unique`;
  return field.custom ? name : indexName(table, name);
}

/** Runs a write of one record; a value that is taken becomes Taken. `db` is asked who has it: not the transaction, which is lost. */
export async function sayingTaken<T>(asking: Asking, db: Queryable, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const field = fieldRefused(asking.kind, error);
    if (!field) throw error;
    const holder = await holderOf(asking, field, valueIn(error), db);
    throw new Taken(takenProblem(field, holder), holder);
  }
}

// PostgreSQL says which value it was: `Key (cf_…)=(4711) already exists.`
const valueIn = (error: unknown): string =>
  /=\((.*)\) already exists\.$/s.exec(String((error as { detail?: unknown }).detail))?.[1] ?? "";

async function holderOf(asking: Asking, field: Field, value: string, db: Queryable): Promise<Related | null> {
  const { kind, seen, actor } = asking;
  const params = new Params();
  const column = quoted(field.columns[0] ?? "");
  const scope = scopeSql(actor, kind, "read", { alias: "t", params });
  const has = `t.${column} = ${params.add(value, field.type.columns[0]?.sql)}`;
  const text = `select t.id, (${titleSql(seen, "t")})::text as title from ${quoted(kind.table)} t
    where t.deleted_at is null and ${has}${scope ? ` and ${scope}` : ""} limit 1`;
  const [row] = await db.query<{ id: string; title: string | null }>({ text, values: params.values });
  return row ? { id: row.id, title: row.title ?? "" } : null;
}

const takenProblem = (field: Field, holder: Related | null): Problem =>
  holder
    ? { ...problemAt(field.path, "taken", { field: field.path, title: holder.title }), message: "problem.taken_by" }
    : problemAt(field.path, "taken", { field: field.path });

type Values = ReadonlyMap<string, unknown>;

/** A record about to be written, among others in one statement. */
export interface Claim {
  readonly id: string;
  readonly values: Values;
}

const isUnique = (field: Field): boolean => field.schema["x-unique"] === true;

/** Which of many records claim a value that another one has, or that an earlier one of them claims. */
export async function takenAmong(
  asking: Asking,
  claims: readonly Claim[],
  db: Queryable,
): Promise<Map<Claim, Problem[]>> {
  const found = new Map<Claim, Problem[]>();
  for (const field of asking.kind.fields.filter(isUnique)) {
    for (const claim of await takenFor(asking, field, claims, db))
      found.set(claim, [...(found.get(claim) ?? []), takenProblem(field, null)]);
  }
  return found;
}

async function takenFor({ kind }: Asking, field: Field, all: readonly Claim[], db: Queryable): Promise<Claim[]> {
  const claims = all.filter(({ values }) => (values.get(field.path) ?? null) !== null);
  if (claims.length === 0) return [];
  const keyOf = ({ values }: Claim): string => String(rowValues(field, values.get(field.path))[0]);
  const column = quoted(field.columns[0] ?? "");
  const text = `select ${column}::text as key, id from ${quoted(kind.table)}
    where deleted_at is null and ${column} = any($1::${field.type.columns[0]?.sql}[])`;
  const rows = await db.query<{ key: string; id: string }>({ text, values: [claims.map(keyOf)] });
  return clashing(claims, new Map(rows.map(({ key, id }) => [comparable(key), id])), (claim) =>
    comparable(keyOf(claim)),
  );
}

// A value that a record of the same statement gives up is taken too: the index looks row by row.
function clashing(claims: readonly Claim[], holders: Map<string, string>, keyOf: (claim: Claim) => string): Claim[] {
  const all = new Map(holders);
  return claims.filter((claim) => {
    const key = keyOf(claim);
    const holder = all.get(key) ?? claim.id;
    all.set(key, holder);
    return holder !== claim.id;
  });
}

/** What a record claims that comes back from the trash. */
export const claimOf = ({ fields }: Kind, record: Rec): Claim => ({
  id: record.id,
  values: new Map(fields.filter(isUnique).map(({ key, path }) => [path, record.custom[key]])),
});

// `12.500000` of the column is `12.5` of the record.
const comparable = (text: string): string => (/^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, "") : text);

/** Has a whole transaction tried again in which another writer was faster: the next look finds its value. */
export async function againWhenTaken<T>(kind: Kind, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!fieldRefused(kind, error)) throw error;
    throw Object.assign(new Error("A unique value was taken meanwhile", { cause: error }), { code: "40001" });
  }
}
