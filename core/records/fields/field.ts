// A field is a piece of JSON Schema with `x-` words of ours; a field type is what all fields of one sort share.
import type { Checked } from "../../kernel/checked.ts";

/** JSON Schema 2020-12 of one field. `x-type` names the field type; a type's file says which words it reads. */
export interface FieldSchema {
  readonly "x-type": string;
  /** Key of the label, or labels by language for an administrator's field. */
  readonly "x-label"?: string | Readonly<Record<string, string>>;
  readonly "x-help"?: string | Readonly<Record<string, string>>;
  readonly "x-required"?: boolean;
  /** Not to be written from outside: set by hooks only. */
  readonly "x-readOnly"?: boolean;
  /** The default of a new record. */
  readonly default?: unknown;
  /** Kind that a reference leads to. */
  readonly "x-kind"?: string;
  readonly "x-options"?: readonly Option[];
  /** Section of form and record page. */
  readonly "x-section"?: string;
  /** False: written by verbs, REST and imports, but no box in forms. */
  readonly "x-form"?: boolean;
  readonly "x-indexed"?: boolean;
  readonly "x-unique"?: boolean;
  /** Paths of fields that this one tells about: who may not see one of them does not see this one. */
  readonly "x-derived"?: readonly string[];
  /** True: the kind cannot work without it, so that it is shown to everybody who may see the record. */
  readonly "x-shown"?: boolean;
  readonly [word: string]: unknown;
}

export interface Option {
  readonly id: string;
  readonly label: string | Readonly<Record<string, string>>;
  readonly color?: string;
  readonly archived?: boolean;
  /** Id of the node above it, in a tree. */
  readonly parent?: string;
}

/** What can be asked of a field in a filter. */
export type Operator =
  | "eq"
  | "ne"
  | "in"
  | "notIn"
  | "lt"
  | "lte"
  | "gt"
  | "gte"
  | "contains"
  | "startsWith"
  | "empty"
  | "notEmpty"
  | "within"
  | "has"
  | "under"
  | "hasAny";

/** How a person reads and types values: language, zone, currency, country for phone numbers. */
export interface Reading {
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly country: string;
}

export interface FieldType {
  readonly name: string;
  /** Words of a schema that only some types understand, such as `minimum`. */
  readonly words?: readonly string[];
  /** Pieces of a value with a column of their own, to filter, sort and show by: `custom.site.city`. */
  readonly parts?: Readonly<Record<string, FieldPart>>;
  /** SQL type of each column: most have one with suffix ""; money adds `_currency`. */
  readonly columns: readonly { readonly suffix: string; readonly sql: string }[];
  readonly operators: readonly Operator[];
  readonly sortable: boolean;
  /** Which input the form shows: the name of a helper `input-<name>`. */
  readonly input: string;
  /** JSON Schema of a value as the API sends it, without `x-` words; null is added by the engine. */
  jsonSchema(schema: FieldSchema): Readonly<Record<string, unknown>>;
  /** Checks and normalises a value that arrives as JSON; the columns' values come back in `toRow`. */
  check(value: unknown, schema: FieldSchema, reading: Reading): Checked<unknown>;
  /** Reads what a person typed or a file says; an empty text is null. */
  parse(text: string, schema: FieldSchema, reading: Reading): Checked<unknown>;
  /** The text a person reads; also in exports. References show their title instead. */
  format(value: unknown, schema: FieldSchema, reading: Reading): string;
  /** JSON value → one value per column; never called with null. Absent: the value itself. */
  toRow?(value: unknown): readonly unknown[];
  /** One value per column → JSON value; never called with all null. Absent: the column itself. */
  fromRow?(columns: readonly unknown[]): unknown;
  /**
   * SQL of the JSON value from SQL of the columns, where PostgreSQL can write it as the API does; null stays null. Absent without
   * `fromRow`: the one column itself. Absent beside `fromRow`: it cannot, and records with such a field are put into JSON here.
   * `plain` is SQL of a text without quotes, backslashes and control signs.
   */
  toJson?(columns: readonly string[]): string | { readonly plain: string };
}

/** How values of one type were turned into those of another. */
export interface Manner {
  /** How texts were read and written; its currency is that of amounts, its zone that of days. */
  readonly reading: Reading;
  /** Where percentages met plain numbers: 12.5 % ↔ 12.5, or 12.5 % ↔ 0.125. */
  readonly factor?: "same" | "fraction" | undefined;
}

/** What a field was until a change of its type. */
export interface Past {
  /** RFC 3339. */
  readonly until: string;
  readonly schema: FieldSchema;
  readonly manner: Manner;
}

/** A piece of a structured value. */
export interface FieldPart {
  readonly type: FieldType;
  readonly schema: FieldSchema;
  /** Which of the type's columns holds it. */
  readonly column: number;
}

/** A field of a kind, ready for use. */
export interface Field {
  /** `amount`, or `region` for the custom one whose path is `custom.region`. */
  readonly key: string;
  readonly path: string;
  readonly custom: boolean;
  /** Of a custom field: whose it is. */
  readonly owner?: string;
  readonly type: FieldType;
  readonly schema: FieldSchema;
  /** True: no columns, but keys of these names in the table's `ext`. */
  readonly ext?: boolean;
  /** Column names, one per column of the type. */
  readonly columns: readonly string[];
  /** Of a part: the structured field it belongs to. */
  readonly whole?: Field;
  readonly required: boolean;
  readonly readOnly: boolean;
  /** Paths that a formula calculates it from; `company:annualRevenue` names a field of another kind. */
  readonly derivedFrom?: readonly string[];
  /** Name of the type behind the mask, in the fields of somebody who sees only a mask of the values. */
  readonly maskedFrom?: string;
  /** True for somebody who may not see what the value is calculated from. */
  readonly withheld?: boolean;
  /** What it was before changes of its type, the oldest first. */
  readonly past?: readonly Past[];
}
