// Which fields a plan speaks of, and whether there are such.
import type { Queryable } from "../../db/database.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { checkNewField, type NewField } from "../fields/add-field.ts";
import { isComputed } from "../fields/value-schema.ts";
import { problemAt } from "../store/validate.ts";
import type { KindPlan } from "./own-kind.ts";

const MOST_FIELDS = 100;
const always = new Set(["name", "owner", "createdAt", "createdBy", "updatedAt", "updatedBy"]);

/** Path → field type of the fields a kind has beside its base. */
type Known = ReadonlyMap<string, string>;

/** Checks fields that are to be made along with a kind. */
export function newFields(fields: readonly NewField[]): Known {
  if (fields.length > MOST_FIELDS)
    throw new Invalid([problemAt("fields", "too_many", { maximum: MOST_FIELDS })], "kinds.invalid");
  for (const field of fields) checkNewField(field);
  // What they are made of has to be there before them.
  const early = fields.find(({ schema }) => isComputed(schema));
  if (early) throw new Invalid([problemAt("fields", "computed_comes_later", { field: early.key })], "kinds.invalid");
  const keys = ["name", "owner", ...fields.map(({ key }) => key)];
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice !== undefined)
    throw new Invalid([problemAt("fields", "field_given_twice", { field: twice })], "kinds.invalid");
  return new Map(fields.map(({ key, schema }) => [`custom.${key}`, schema["x-type"]]));
}

/** Archived ones too: they may come back. */
export async function fieldsIn(trx: Queryable, kind: string): Promise<Known> {
  const text = `select key, schema ->> 'x-type' as type from fields where kind = $1`;
  const rows = await trx.query<{ key: string; type: string }>({ text, values: [kind] });
  return new Map(rows.map(({ key, type }) => [`custom.${key}`, type]));
}

/** Throws Invalid when the plan names fields that do not exist, or a board over something that is no choice. */
export function refusePaths({ listColumns, boardField }: KindPlan, known: Known): void {
  const strange = listColumns.find((path) => !always.has(path) && !known.has(path));
  const problems: Problem[] = [];
  if (strange !== undefined) problems.push(problemAt("listColumns", "no_such_field", { field: strange }));
  if (boardField !== null && known.get(boardField) !== "choice")
    problems.push(problemAt("boardField", "bad_board_field"));
  if (problems.length > 0) throw new Invalid(problems, "kinds.invalid");
}
