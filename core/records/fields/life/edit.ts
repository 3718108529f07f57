// What may become of a field without touching a value: its words, its key, its place, whether it is shown at all.
import type { Queryable } from "../../../db/database.ts";
import { Invalid } from "../../../kernel/errors.ts";
import { sameJson } from "../../../kernel/json.ts";
import { refuseUnsound } from "../../computed/check-computed.ts";
import { problemAt } from "../../store/validate.ts";
import { checkKey } from "../add-field.ts";
import type { CustomField } from "../custom-field.ts";
import { writeField } from "../field-rows.ts";
import { checkFieldSchema } from "../field-schema.ts";
import type { FieldSchema } from "../field.ts";
import { valueSchema } from "../value-schema.ts";
import { checkIndexWish } from "./index-plan.ts";
import { wishIndexes } from "./index-rows.ts";
import { refuseLostOptions } from "./lost-options.ts";
import { makeRoom } from "./place.ts";
import { type EditNeeds, rename } from "./rename.ts";
import { refuseRunning } from "./running.ts";

/** Only what is to change. */
export interface FieldEdit {
  readonly key?: string;
  /** The whole schema; its type stays. */
  readonly schema?: FieldSchema;
  readonly label?: FieldSchema["x-label"];
  readonly help?: FieldSchema["x-help"] | null;
  readonly options?: FieldSchema["x-options"];
  /** Fast to filter and to sort by. */
  readonly indexed?: boolean;
  /** No two living records have the same value. */
  readonly unique?: boolean;
  /** 1 is the first of the kind's own fields. */
  readonly position?: number;
  readonly state?: CustomField["state"];
}

/** Throws Invalid before anything is locked. */
export function checkEdit({ key, schema, position }: FieldEdit): void {
  if (key !== undefined) checkKey(key);
  if (schema !== undefined) checkFieldSchema(schema);
  const fine = position === undefined || (Number.isInteger(position) && position > 0 && position <= 10_000);
  if (!fine) throw new Invalid([problemAt("position", "bad_position")], "fields.invalid");
}

/** Carries an edit out and answers the field as it is then: the same version when nothing changes. */
export async function editField(
  trx: Queryable,
  needs: EditNeeds,
  field: CustomField,
  edit: FieldEdit,
): Promise<CustomField> {
  const next = { ...field, schema: schemaAfter(field.schema, edit), ...given(edit) };
  const { key, position } = next;
  if (next.state !== field.state || !sameJson(next.schema, field.schema)) await refuseRunning(trx, field.id);
  if (!sameJson(next.schema, field.schema)) await refuseSchema(trx, needs, field, next.schema);
  if (key !== field.key) await rename(trx, needs, field, key);
  const placed = position === field.position ? position : await makeRoom(trx, field, position);
  const done = { ...next, position: placed };
  if (sameJson(wordsOf(done), wordsOf(field))) return field;
  await wishIndexes(trx, done, field);
  return await writeField(trx, done);
}

const wordsOf = ({ key, schema, position, state }: CustomField) => ({ key, schema, position, state });

const given = ({ key, position, state }: FieldEdit) => ({
  ...(key !== undefined && { key }),
  ...(position !== undefined && { position }),
  ...(state !== undefined && { state }),
});

function schemaAfter(before: FieldSchema, edit: FieldEdit): FieldSchema {
  const after = edited(before, edit);
  return sameJson(after, before) ? before : checkFieldSchema(after);
}

function edited(before: FieldSchema, edit: FieldEdit): FieldSchema {
  const { schema = before, label, help, options, indexed, unique } = edit;
  const { "x-help": old, ...rest } = schema;
  const helped = help === undefined ? old : (help ?? undefined);
  return {
    ...rest,
    ...(helped !== undefined && { "x-help": helped }),
    ...(label !== undefined && { "x-label": label }),
    ...(options !== undefined && { "x-options": options }),
    ...(indexed !== undefined && { "x-indexed": indexed }),
    ...(unique !== undefined && { "x-unique": unique }),
  };
}

async function refuseSchema(
  trx: Queryable,
  { kinds, seen }: EditNeeds,
  field: CustomField,
  schema: FieldSchema,
): Promise<void> {
  checkIndexWish(schema, field.tier);
  if (field.schema["x-type"] !== schema["x-type"])
    throw new Invalid([problemAt("x-type", "fixed_type")], "fields.invalid");
  if (!sameJson(valueSchema(field.schema)["x-type"], valueSchema(schema)["x-type"]))
    throw new Invalid([problemAt("x-result", "fixed_type")], "fields.invalid");
  const kind = kinds.get(field.kind);
  refuseUnsound({ kind, kinds, seen }, { path: `custom.${field.key}`, schema });
  await refuseLostOptions(trx, kind.table, field, schema);
}
