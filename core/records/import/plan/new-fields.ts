// "Make a new field": from a column to the definition of a field, options and all.
import type { Actor } from "../../../kernel/actor.ts";
import { BadRequest } from "../../../kernel/errors.ts";
import { optionsFrom } from "../../fields/options-from.ts";
import type { CustomFields } from "../../fields/custom-fields.ts";
import type { Field, FieldSchema } from "../../fields/field.ts";
import { fieldTypes } from "../../fields/types/index.ts";
import type { Kind } from "../../kind.ts";
import type { Import } from "../import-record.ts";
import { columnPlan, type ColumnPlan, type NewField } from "./plan.ts";

/** What a column can become, the usual ones first. */
export const newFieldTypes = [
  "text",
  "longText",
  "integer",
  "decimal",
  "money",
  "percent",
  "boolean",
  "date",
  "dateTime",
  "choice",
  "tags",
  "email",
  "phone",
  "url",
] as const;
const possible = new Set<string>(newFieldTypes);
const mostOptions = 500;

interface Wanted {
  readonly wish: NewField;
  readonly schema: FieldSchema;
}

/** Fields the plan asks for and the kind does not have yet. */
export function wantedFields(one: Import, kind: Kind, language: string): Wanted[] {
  return one.headers.flatMap((header, at) => {
    const column = columnPlan(one.plan, header);
    if (!column.new || kind.byPath.has(`custom.${column.new.key}`)) return [];
    if (!possible.has(column.new.type))
      throw new BadRequest("imports.field_type", { type: column.new.type, column: header });
    return [{ wish: column.new, schema: schemaOf(column.new, valuesOf(one, at, column), language) }];
  });
}

/** The values of a column as they will be after translation, most frequent first. */
function valuesOf(one: Import, at: number, { values = {} }: ColumnPlan): string[] {
  const found = (one.profile[at]?.values ?? []).map(({ value }) =>
    Object.hasOwn(values, value) ? (values[value] ?? "") : value,
  );
  return [...new Set(found.filter(Boolean))];
}

function schemaOf({ type, label, options }: NewField, values: readonly string[], language: string): FieldSchema {
  const labels = { en: label, [language]: label };
  const given = options ?? values;
  if (type === "choice" && given.length > mostOptions)
    throw new BadRequest("imports.too_many_options", { label, limit: mostOptions });
  return {
    "x-type": type,
    "x-label": labels,
    ...(type === "choice" && { "x-options": optionsFrom(given, language) }),
    ...(type === "text" && { maxLength: 255 }),
  };
}

/** The kind as it will be: what a dry run reads with before anything is made. */
export function kindWith(kind: Kind, wanted: readonly Wanted[]): Kind {
  if (wanted.length === 0) return kind;
  const added = wanted.map(({ wish, schema }): Field => {
    const type = fieldTypes.get(schema["x-type"]);
    if (!type) throw new BadRequest("imports.field_type", { type: schema["x-type"] });
    return {
      key: wish.key,
      path: `custom.${wish.key}`,
      custom: true,
      type,
      schema,
      columns: [],
      required: false,
      readOnly: false,
    };
  });
  return {
    ...kind,
    fields: [...kind.fields, ...added],
    byPath: new Map([...kind.byPath, ...added.map((field) => [field.path, field] as const)]),
  };
}

// Records may still have the options it had.
function withOptions(schema: FieldSchema, before: FieldSchema): FieldSchema {
  const [options, had] = [schema["x-options"], before["x-options"] ?? []];
  if (!options) return schema;
  const ids = new Set(options.map((option) => option.id));
  return { ...schema, "x-options": [...options, ...had.filter((option) => !ids.has(option.id))] };
}

/** Makes the fields; one that was hidden since an earlier import comes back. Answers the keys it made. */
export async function makeFields(
  fields: CustomFields,
  actor: Actor,
  kind: string,
  wanted: readonly Wanted[],
): Promise<string[]> {
  const hidden = (await fields.list(kind)).filter((field) => field.state === "archived");
  for (const { wish, schema } of wanted) {
    const known = hidden.find((field) => field.key === wish.key);
    if (!known) await fields.define(actor, kind, { key: wish.key, schema });
    else {
      await fields.bringBack(actor, known.id);
      if (known.schema["x-type"] === schema["x-type"])
        await fields.change(actor, known.id, { schema: withOptions(schema, known.schema) });
    }
  }
  return wanted.map(({ wish }) => wish.key);
}
