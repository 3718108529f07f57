import type { FieldType } from "../field.ts";

type Column = { readonly suffix: string; readonly sql: string };

export const column = (sql: string): readonly Column[] => [{ suffix: "", sql }];

export const textOperators = ["eq", "ne", "in", "notIn", "contains", "startsWith", "empty", "notEmpty"] as const;
export const numberOperators = ["eq", "ne", "lt", "lte", "gt", "gte", "in", "notIn", "empty", "notEmpty"] as const;
export const dateOperators = ["eq", "ne", "lt", "lte", "gt", "gte", "within", "empty", "notEmpty"] as const;
export const choiceOperators = ["eq", "ne", "in", "notIn", "empty", "notEmpty"] as const;
export const listOperators = ["has", "hasAny", "empty", "notEmpty"] as const;

/** For types whose JSON value is their text. */
export const asIs: FieldType["format"] = (value) => (value === null || value === undefined ? "" : String(value));
