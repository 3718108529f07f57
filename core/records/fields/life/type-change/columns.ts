// The columns that values are carried between, and what hangs on them meanwhile.
import type { Queryable } from "../../../../db/database.ts";
import { quoted } from "../../../query/sql.ts";
import type { Field } from "../../field.ts";
import type { TypeChange } from "./change-rows.ts";

/** A change with the fields before and after it, in the table they stand in. */
export interface Carrying {
  readonly change: TypeChange;
  readonly table: string;
  readonly from: Field;
  readonly to: Field;
}

/** Adds columns, all nullable: it takes a moment however long the table is. */
export async function addColumns(trx: Queryable, table: string, field: Field): Promise<void> {
  const adding = field.type.columns.map(
    ({ sql }, at) => `add column if not exists ${quoted(field.columns[at] ?? "")} ${sql}`,
  );
  await trx.query({ text: `alter table ${quoted(table)} ${adding.join(", ")}` });
}

/** Takes the place away that values stood in, with them. */
export async function dropColumns(trx: Queryable, table: string, field: Field): Promise<void> {
  if (field.ext) {
    const text = `update ${quoted(table)} set ext = ext - $1::text[] where ext ?| $1::text[]`;
    return void (await trx.query({ text, values: [field.columns] }));
  }
  const dropping = field.columns.map((column) => `drop column if exists ${quoted(column)}`);
  await trx.query({ text: `alter table ${quoted(table)} ${dropping.join(", ")}` });
}

/** The value of one of the field's columns in a row that a trigger sees. */
const partOf = (row: "old" | "new", { ext }: Field, column: string): string =>
  ext ? `${row}.ext -> '${column}'` : `${row}.${quoted(column)}`;

const differs = (field: Field): string =>
  field.columns
    .map((column) => `${partOf("old", field, column)} is distinct from ${partOf("new", field, column)}`)
    .join(" or ");
const isGiven = (field: Field): string =>
  field.columns.map((column) => `${partOf("new", field, column)} is not null`).join(" or ");

/** What a statement has to set for a trigger on the field to be asked. */
const written = ({ ext, columns }: Field): string => (ext ? "ext" : columns.map(quoted).join(", "));

const nameOf = (field: Field, what: string): string => quoted(`${field.columns[0]}_${what}`);

/** From now on every write of these columns leaves a line that names its record. */
export async function watchColumns(trx: Queryable, { change, table }: Carrying, field: Field): Promise<void> {
  await unwatchColumns(trx, table, field);
  const run = `for each row when (%) execute function field_touched('${change.id}')`;
  const [on, columns] = [quoted(table), written(field)];
  const created = `create trigger ${nameOf(field, "created")} after insert on ${on} ${run.replace("%", isGiven(field))}`;
  const changed = `create trigger ${nameOf(field, "changed")} after update of ${columns} on ${on} ${run.replace("%", differs(field))}`;
  await trx.query({ text: created });
  await trx.query({ text: changed });
}

export async function unwatchColumns(trx: Queryable, table: string, field: Field): Promise<void> {
  for (const what of ["created", "changed"])
    await trx.query({ text: `drop trigger if exists ${nameOf(field, what)} on ${quoted(table)}` });
}

/** From now on a process that does not know yet that values have left these columns is refused, and looks again. */
export async function closeColumns(trx: Queryable, { change, table }: Carrying, field: Field): Promise<void> {
  await openColumns(trx, table, field);
  const run = `for each row when (%) execute function field_moved('${change.id}')`;
  const [on, columns] = [quoted(table), written(field)];
  const created = `create trigger ${nameOf(field, "closed_new")} before insert on ${on} ${run.replace("%", isGiven(field))}`;
  const changed = `create trigger ${nameOf(field, "closed")} before update of ${columns} on ${on} ${run.replace("%", differs(field))}`;
  await trx.query({ text: created });
  await trx.query({ text: changed });
}

export async function openColumns(trx: Queryable, table: string, field: Field): Promise<void> {
  for (const what of ["closed", "closed_new"])
    await trx.query({ text: `drop trigger if exists ${nameOf(field, what)} on ${quoted(table)}` });
}

/** Lets this transaction write where others are refused. */
export async function passClosed(trx: Queryable, change: TypeChange): Promise<void> {
  await trx.query({ text: "select set_config('trellis.carrying', $1, true)", values: [change.id] });
}

/** Keeps writers out for the moment of the switch; they wait a second at most. */
export async function holdWriters(trx: Queryable, table: string): Promise<void> {
  await trx.query({ text: `lock table ${quoted(table)} in share row exclusive mode` });
}
