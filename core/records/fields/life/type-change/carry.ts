// Carrying values from one column to another, some hundred at a time, while everybody goes on writing. A value counts as
// carried only if its record stands at the version it was read at; whatever was written meanwhile is read again.
import type { Queryable } from "../../../../db/database.ts";
import type { Problem } from "../../../../kernel/errors.ts";
import { columnSql, extChange, rowValues } from "../../../query/column-sql.ts";
import { shapeOf } from "../../../query/columns.ts";
import { Params, quoted } from "../../../query/sql.ts";
import { valueAt } from "../../../store/draft.ts";
import { checkValue } from "../../../store/validate.ts";
import { extSql } from "../../../store/write-sql.ts";
import type { Kind } from "../../../kind.ts";
import type { Rec } from "../../../record.ts";
import type { Field, Reading } from "../../field.ts";
import { systemFields } from "../../system.ts";
import { type Carrying, passClosed } from "./columns.ts";
import { type Direction, keepMisfits, type Misfit } from "./change-rows.ts";
import type { Convert } from "./conversions.ts";

/** One direction of a change. */
export interface Carrier extends Carrying {
  readonly way: Direction;
  /** Where values are read, and where they are written. */
  readonly source: Field;
  readonly target: Field;
  readonly convert: Convert;
  readonly reading: Reading;
}

export interface Carried {
  readonly record: Rec;
  readonly before: unknown;
  readonly after: unknown;
  readonly problem: Problem | undefined;
}

const AT_ONCE = 500;

/** The next records that have a value, converted but not written; `after` is the id the last ones ended with. */
export async function nextValues(db: Queryable, carrier: Carrier, after: string | null): Promise<Carried[]> {
  const where = (params: Params) =>
    `${after === null ? "true" : `t.id > ${params.add(after, "uuid")}`} and (${hasValue(carrier.source)})`;
  return (await readWhere(db, carrier, where)).map((record) => carriedOf(carrier, record));
}

/** SQL: a record has a value here; `t` is the table. */
const hasValue = (field: Field): string =>
  field.columns.map((_, at) => `${columnSql(field, "t", at)} is not null`).join(" or ");

async function readWhere(db: Queryable, { table, source }: Carrier, where: (params: Params) => string): Promise<Rec[]> {
  const params = new Params();
  const shape = shapeOf(onlyFieldOf(source), ["id", "version", source.path]);
  const columns = shape.columns.map((column) => `t.${quoted(column)}`).join(", ");
  const text = `select ${columns} from ${quoted(table)} t where ${where(params)} order by t.id limit ${AT_ONCE}`;
  const rows = await db.query({ text, values: params.values, rowMode: "array" });
  return (rows as unknown as (readonly unknown[])[]).map((row) => shape.read(row));
}

const kinds = new WeakMap<Field, Kind>();

// What reads rows of kinds reads rows of this one field, too.
function onlyFieldOf(field: Field): Kind {
  const byPath = new Map([...systemFields, field].map((one) => [one.path, one]));
  const made = kinds.get(field) ?? ({ name: field.key, fields: [field], byPath } as unknown as Kind);
  kinds.set(field, made);
  return made;
}

function carriedOf({ source, target, convert, reading }: Carrier, record: Rec): Carried {
  const before = valueAt(record, source.path);
  if (before === null) return { record, before, after: null, problem: undefined };
  const found = convert(before);
  const checked = found.ok ? checkValue(target, found.value, reading) : found;
  if (checked.ok) return { record, before, after: checked.value, problem: undefined };
  return { record, before, after: null, problem: checked.problems[0] };
}

/** Notes what did not fit among them. */
export async function keepWhatMisfits(
  trx: Queryable,
  { change, way }: Carrier,
  values: readonly Carried[],
): Promise<void> {
  const misfits = values.flatMap(({ record, before, problem }): Misfit[] =>
    problem
      ? [{ recordId: record.id, value: before, problem: { code: problem.code, values: problem.values ?? {} } }]
      : [],
  );
  const looked = values.map(({ record }) => record.id);
  await keepMisfits(trx, { id: change.id, way }, looked, misfits);
}

/** Writes them; those that somebody else wrote meanwhile are put on the list of what is to be read again. */
export async function writeValues(trx: Queryable, carrier: Carrier, values: readonly Carried[]): Promise<void> {
  // On the way back the old value stays where the new one has no place.
  const writing = carrier.way === "back" ? values.filter(({ problem }) => !problem) : values;
  await keepWhatMisfits(trx, carrier, values);
  if (writing.length === 0) return;
  if (carrier.way === "back") await passClosed(trx, carrier.change);
  const written = await trx.query<{ id: string }>(writingOf(carrier, writing));
  const done = new Set(written.map((row) => row.id));
  const missed = writing.flatMap(({ record }) => (done.has(record.id) ? [] : [record.id]));
  await touch(trx, carrier, missed);
}

function writingOf(carrier: Carrier, values: readonly Carried[]) {
  const { table, target } = carrier;
  if (target.ext) return writingExt(carrier, values);
  const columns = target.type.columns.map(({ sql }, at) => ({ name: target.columns[at] ?? "", sql }));
  const rows = values.map(({ record, after }) => ({ id: record.id, version: record.version, ...cells(target, after) }));
  const params = new Params();
  const typed = columns.map(({ name, sql }) => `, ${quoted(name)} ${sql}`).join("");
  const sets = columns.map(({ name }) => `${quoted(name)} = x.${quoted(name)}`).join(", ");
  const from = `jsonb_to_recordset(${params.add(JSON.stringify(rows), "jsonb")}) as x(id uuid, version integer${typed})`;
  const text = `update ${quoted(table)} t set ${sets} from ${from} where t.id = x.id and t.version = x.version returning t.id`;
  return { text, values: params.values };
}

function writingExt({ table, target }: Carrier, values: readonly Carried[]) {
  const rows = values.map(({ record, after }) => ({
    id: record.id,
    version: record.version,
    kept: extChange(onlyFieldOf(target), new Map([[target.path, after]]))?.kept ?? {},
  }));
  const params = new Params();
  const from = `jsonb_to_recordset(${params.add(JSON.stringify(rows), "jsonb")}) as x(id uuid, version integer, kept jsonb)`;
  const ext = extSql(params.add(target.columns, "text[]"), "x.kept");
  const text = `update ${quoted(table)} t set ext = ${ext} from ${from} where t.id = x.id and t.version = x.version returning t.id`;
  return { text, values: params.values };
}

function cells(field: Field, value: unknown): Record<string, unknown> {
  const isJson = field.type.columns[0]?.sql === "jsonb";
  const parts = isJson ? [value] : rowValues(field, value);
  return Object.fromEntries(field.columns.map((column, at) => [column, parts[at] ?? null]));
}

async function touch(trx: Queryable, { change }: Carrier, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const text = "insert into field_touched (change_id, record_id) select $1, unnest($2::uuid[])";
  await trx.query({ text, values: [change.id, ids] });
}

/** Reads again what was written meanwhile and carries it; answers how many lines of that list it took. */
export async function carryTouched(trx: Queryable, carrier: Carrier): Promise<number> {
  const text = `delete from field_touched where seq in
    (select seq from field_touched where change_id = $1 order by seq limit ${AT_ONCE}) returning record_id as id`;
  const taken = await trx.query<{ id: string }>({ text, values: [carrier.change.id] });
  if (taken.length === 0) return 0;
  const ids = [...new Set(taken.map((row) => row.id))];
  const records = await readWhere(trx, carrier, (params) => `t.id = any(${params.add(ids, "uuid[]")})`);
  await writeValues(
    trx,
    carrier,
    records.map((record) => carriedOf(carrier, record)),
  );
  return taken.length;
}

/** How many lines wait to be read again. */
export async function countTouched(db: Queryable, changeId: string): Promise<number> {
  const text = "select count(*)::int as n from field_touched where change_id = $1";
  const [row] = await db.query<{ n: number }>({ text, values: [changeId] });
  return row?.n ?? 0;
}

/** How many records have a value. */
export async function countValues(db: Queryable, { table, source }: Carrier): Promise<number> {
  const text = `select count(*)::int as n from ${quoted(table)} t where ${hasValue(source)}`;
  const [row] = await db.query<{ n: number }>({ text });
  return row?.n ?? 0;
}
