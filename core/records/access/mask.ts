// A masked value: two dots and, where that tells nobody much, its last two signs. The value itself does not leave the server.
import { misfit } from "../../kernel/checked.ts";
import type { Field, FieldType } from "../fields/field.ts";

const DOTS = "••";
const SHOWN = 2;
/** Of fewer signs even the last two would give most of it away. */
const SHORTEST = 6;

/** Types whose end is shown. Of a date, a choice or an amount any piece would be the answer, or none. */
const ended = new Set(["text", "email", "phone", "url", "integer"]);

/** The mask of a value as the API would have sent it; null stays null. */
export function masked(field: Field, value: unknown): string | null {
  if (field.withheld || value === null || value === undefined) return null;
  return hasEnd(field) ? maskOf(String(value)) : DOTS;
}

function maskOf(text: string): string {
  const signs = [...text];
  return signs.length < SHORTEST ? DOTS : DOTS + signs.slice(-SHOWN).join("");
}

/** The same in SQL, for exports, which PostgreSQL writes itself. */
export function maskSql(field: Field, column: string): string {
  if (field.withheld) return "null::text";
  const short = `length(${column}::text) < ${SHORTEST}`;
  const end = hasEnd(field) ? `case when ${short} then '' else right(${column}::text, ${SHOWN}) end` : "''";
  return `case when ${column} is not null then '${DOTS}' || ${end} end`;
}

const hasEnd = ({ type, maskedFrom }: Field): boolean => ended.has(maskedFrom ?? type.name);

/** True for what looks like a mask: it came from one, and must never be taken for the value. */
export const isMask = (value: unknown): boolean => typeof value === "string" && value.startsWith(DOTS);

/** The field as it is for somebody who sees only a mask of it: one may ask whether it is blank, and nothing else. */
export function maskedField(field: Field): Field {
  return { ...field, maskedFrom: field.type.name, readOnly: true, type: maskType(field) };
}

const refused = () => misfit("read_only");

const maskType = (field: Field): FieldType => ({
  name: "masked",
  columns: field.type.columns,
  operators: ["empty", "notEmpty"],
  sortable: false,
  input: "text",
  jsonSchema: () => ({ type: "string", maxLength: DOTS.length + SHOWN }),
  check: refused,
  parse: refused,
  format: String,
  fromRow: (columns) => masked(field, columns[0]),
  toJson: ([column = ""]) => maskSql(field, column),
});

/** A calculated field for somebody who may not see what it is calculated from: always blank. */
export const withheldField = (field: Field): Field => ({
  ...field,
  withheld: true,
  maskedFrom: field.type.name,
  readOnly: true,
  type: { ...maskType(field), name: "withheld", operators: [], fromRow: () => null, toJson: () => "null::text" },
});
