// Which indexes a field's columns should have. References and unique fields always; others when an administrator asks.
import { Invalid } from "../../../kernel/errors.ts";
import { quoted } from "../../query/sql.ts";
import { problemAt } from "../../store/validate.ts";
import { columnOf, type CustomField } from "../custom-field.ts";
import type { FieldSchema } from "../field.ts";
import { fieldTypes } from "../types/index.ts";
import { valueSchema } from "../value-schema.ts";

/** An index as it should be. */
export interface IndexPlan {
  readonly name: string;
  readonly unique: boolean;
  /** What stands after `create index concurrently <name> on <table>`. */
  readonly shape: string;
}

/** Longer values do not fit into an index: PostgreSQL takes 2,704 bytes, and a sign has up to four. */
const LONGEST_INDEXED = 600;
/** With fewer options, reading the whole table is as fast as any index. */
const FEW_OPTIONS = 20;

const comparable = /^(text|uuid|bigint|integer|numeric.*|date|timestamptz)$/;
const identifying = new Set(["text", "integer", "decimal", "email", "phone", "url", "date", "autoNumber"]);
const links = new Set(["reference", "references", "user", "team"]);
const words = new Set(["text", "email", "phone", "url"]);
const never = new Set(["longText", "boolean"]);

const living = "where deleted_at is null";

/** The indexes this field should have, by name. */
export function indexesOf(
  field: Pick<CustomField, "storage" | "generation" | "schema" | "tier">,
): readonly IndexPlan[] {
  return field.tier === "ext" ? [] : indexesOn(columnOf(field), field.schema);
}

/** The indexes for a column with values of this schema. */
export function indexesOn(name: string, schema: FieldSchema): readonly IndexPlan[] {
  const column = quoted(name);
  const plans: IndexPlan[] = [];
  if (schema["x-unique"] === true) plans.push({ name: `${name}_unique`, unique: true, shape: `(${column}) ${living}` });
  if (!wantsIndex(schema)) return plans;
  const many = isList(schema);
  const shape = many ? `using gin (${column}) with (fastupdate = off) ${living}` : `(${column}, id) ${living}`;
  plans.push({ name: `${name}_index`, unique: false, shape });
  if (words.has(schema["x-type"]))
    plans.push({ name: `${name}_words`, unique: false, shape: `using gin (${column} gin_trgm_ops) ${living}` });
  return plans;
}

const wantsIndex = (schema: FieldSchema): boolean =>
  isIndexable(schema) && (schema["x-indexed"] === true || links.has(schema["x-type"]));

const columnType = (schema: FieldSchema): string =>
  fieldTypes.get(valueSchema(schema)["x-type"])?.columns[0]?.sql ?? "";

const isList = (schema: FieldSchema): boolean => columnType(schema).endsWith("[]");

function isIndexable(schema: FieldSchema): boolean {
  if (never.has(schema["x-type"])) return false;
  const isSmall = schema["x-type"] === "choice" && (schema["x-options"]?.length ?? 0) <= FEW_OPTIONS;
  return !isSmall && (isList(schema) || comparable.test(columnType(schema)));
}

/** Throws Invalid when a field is to be unique or indexed that cannot be; without a column none can. */
export function checkIndexWish(schema: FieldSchema, tier: CustomField["tier"] = "column"): void {
  const unique = schema["x-unique"] === true;
  if (unique && !canBeUnique(schema, tier)) throw refusal("unique_impossible");
  if (!unique && schema["x-indexed"] !== true) return;
  if (!unique && !canBeFast(schema, tier)) throw refusal("index_useless");
  if (mayBeTooLong(schema)) throw refusal("too_long_to_index", { maximum: LONGEST_INDEXED });
}

const canBeUnique = (schema: FieldSchema, tier: CustomField["tier"]): boolean =>
  tier === "column" && identifying.has(schema["x-type"]);

const canBeFast = (schema: FieldSchema, tier: CustomField["tier"]): boolean => tier === "column" && isIndexable(schema);

const mayBeTooLong = (schema: FieldSchema): boolean =>
  schema["x-type"] === "text" && !(Number(schema["maxLength"]) <= LONGEST_INDEXED);

const refusal = (code: string, values = {}): Invalid =>
  new Invalid([problemAt(code === "unique_impossible" ? "x-unique" : "x-indexed", code, values)], "fields.invalid");
