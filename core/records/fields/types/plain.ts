import type { FieldType } from "../field.ts";

type Column = { readonly suffix: string; readonly sql: string };

export const column = (sql: string): readonly Column[] => [{ suffix: "", sql }];

export const textOperators = ["eq", "ne", "in", "notIn", "contains", "startsWith", "empty", "notEmpty"] as const;
export const numberOperators = ["eq", "ne", "lt", "lte", "gt", "gte", "in", "notIn", "empty", "notEmpty"] as const;
export const dateOperators = ["eq", "ne", "lt", "lte", "gt", "gte", "within", "empty", "notEmpty"] as const;
export const choiceOperators = ["eq", "ne", "in", "notIn", "empty", "notEmpty"] as const;
export const branchOperators = ["under", ...choiceOperators] as const;
export const listOperators = ["has", "hasAny", "empty", "notEmpty"] as const;

/** For types whose JSON value is their text. */
export const asIs: FieldType["format"] = (value) => (value === null || value === undefined ? "" : String(value));

/** NUL cannot be stored, and half a surrogate pair would silently become another character. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes("\u0000");

/** Counts as JSON Schema does: whole characters, not the halves of rare ones. */
export const isLonger = (text: string, most: number): boolean =>
  text.length > most && (text.length > 2 * most || [...text].length > most);

/** A text of at most so many characters that can be stored. */
export const isShort = (value: unknown, most: number): value is string =>
  typeof value === "string" && !isLonger(value, most) && isStorable(value);

const ink = "[^\\s\\u0000\\p{Cs}]";

/** One tidy line: words with single spaces between them. */
export const cleanLine = `^${ink}+(?: ${ink}+)*$`;
/** Lines that end with the last word. */
export const cleanLines = `^[^\\r\\u0000\\p{Cs}]*${ink}$`;
/** An id, as `isId` takes it. */
export const idPattern = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
