// Which indexes a field's columns should have. References and unique fields always; others when an administrator asks.
import { createHash } from "node:crypto";
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

/** An index carries no more choices than these, the first that there were. */
const MOST_CARRIED = 4;

const comparable = /^(text|uuid|bigint|integer|numeric.*|date|timestamptz)$/;
const carriers = /^(bigint|integer|numeric.*|date|timestamptz)$/;
const identifying = new Set(["text", "integer", "decimal", "email", "phone", "url", "date", "autoNumber"]);
const links = new Set(["reference", "references", "user", "team"]);
const words = new Set(["text", "email", "phone", "url"]);
const never = new Set(["longText", "boolean"]);

const living = "where deleted_at is null";

/** The indexes this field should have, by name. `carried` are columns of choices. */
export function indexesOf(
  field: Pick<CustomField, "storage" | "generation" | "schema" | "tier">,
  carried: readonly string[] = [],
): readonly IndexPlan[] {
  return field.tier === "ext" ? [] : indexesOn(columnOf(field), field.schema, carried);
}

/**
 * True for a choice that the indexes of numbers, days and moments of its kind carry: a list that is narrowed by it and sorted by
 * them is found in the index alone.
 */
export const isCarried = ({ schema, tier, state }: Pick<CustomField, "schema" | "tier" | "state">): boolean =>
  tier === "column" && state === "active" && schema["x-type"] === "choice" && wantsIndex(schema);

/** Columns of the choices that a field's indexes carry, among all fields of its kind. */
export const carriedFor = (field: CustomField, fields: readonly CustomField[]): readonly string[] =>
  fields
    .filter((one) => one.kind === field.kind && one.id !== field.id && isCarried(one))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, MOST_CARRIED)
    .map(columnOf);

/** The indexes for a column with values of this schema. */
export function indexesOn(name: string, schema: FieldSchema, carried: readonly string[] = []): readonly IndexPlan[] {
  const column = quoted(name);
  const plans: IndexPlan[] = [];
  if (schema["x-unique"] === true) plans.push({ name: `${name}_unique`, unique: true, shape: `(${column}) ${living}` });
  if (!wantsIndex(schema)) return plans;
  plans.push(isList(schema) ? listPlan(name) : orderPlan(name, carriers.test(columnType(schema)) ? carried : []));
  if (schema["x-type"] === "choice")
    plans.push({ name: `${name}_newest`, unique: false, shape: `(${column}, created_at desc, id desc) ${living}` });
  if (words.has(schema["x-type"]))
    plans.push({ name: `${name}_words`, unique: false, shape: `using gin (${column} gin_trgm_ops) ${living}` });
  return plans;
}

const listPlan = (name: string): IndexPlan => ({
  name: `${name}_index`,
  unique: false,
  shape: `using gin (${quoted(name)}) with (fastupdate = off) ${living}`,
});

function orderPlan(name: string, carried: readonly string[]): IndexPlan {
  const shape = `(${[quoted(name), "id", ...carried.map(quoted)].join(", ")}) ${living}`;
  const mark = carried.length > 0 ? `_${createHash("sha256").update(carried.join()).digest("hex").slice(0, 8)}` : "";
  return { name: `${name}_index${mark}`, unique: false, shape };
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
  const wish = wishIn(schema);
  if (!wish) return;
  if (tier === "ext") throw refusal("column_needed", wish);
  if (!isPossible[wish](schema)) throw refusal(wish === "x-unique" ? "unique_impossible" : "index_useless", wish);
  if (mayBeTooLong(schema)) throw refusal("too_long_to_index", "x-indexed", { maximum: LONGEST_INDEXED });
}

type Wish = "x-unique" | "x-indexed";

const wishIn = (schema: FieldSchema): Wish | undefined =>
  (["x-unique", "x-indexed"] as const).find((word) => schema[word] === true);

const isPossible: Readonly<Record<Wish, (schema: FieldSchema) => boolean>> = {
  "x-unique": (schema) => identifying.has(schema["x-type"]),
  "x-indexed": isIndexable,
};

const mayBeTooLong = (schema: FieldSchema): boolean =>
  schema["x-type"] === "text" && !(Number(schema["maxLength"]) <= LONGEST_INDEXED);

const refusal = (code: string, at: Wish, values = {}): Invalid =>
  new Invalid([problemAt(at, code, values)], "fields.invalid");
