// A record as JSON, written by PostgreSQL. To read twenty columns of fifty rows only to write them down again cost the
// application more than all else it does for a list.
import type { Field } from "../fields/field.ts";
import { columnSql } from "./column-sql.ts";
import { quotedWhole } from "./sql.ts";

/** Columns with the names they have in JSON, as a select from `t` lists them. */
export interface JsonParts {
  readonly base: string;
  readonly custom: string;
}

/** What a reference leads to: one record, or several. */
export type TitleSql = OneTitle | ManyTitles;

/** SQL of a JSON array of ids and titles. */
interface ManyTitles {
  readonly path: string;
  readonly all: string;
}

/** A record that is referred to. */
export interface OneTitle {
  readonly path: string;
  /** SQL of its id, null when there is no such record or none that may be seen; and of its title. */
  readonly id: string;
  readonly title: string;
}

/** Undefined when PostgreSQL cannot write one of these fields as the API does. */
export function jsonParts(fields: readonly Field[]): JsonParts | undefined {
  const values = fields.map((field) => ({ custom: field.custom, sql: valueSql(field) }));
  if (values.some(({ sql }) => sql === undefined)) return undefined;
  const listed = (custom: boolean) => values.flatMap((one) => (one.custom === custom ? [one.sql] : [])).join(", ");
  return { base: listed(false), custom: listed(true) };
}

function valueSql(field: Field): string | undefined {
  const { key, type, columns } = field;
  if (!type.toJson && (type.fromRow || columns.length !== 1)) return undefined;
  const from = columns.map((_, at) => columnSql(field, "t", at));
  return `${type.toJson ? type.toJson(from) : from.join()} as ${quotedWhole(key)}`;
}

/** SQL of one text: the record with its custom fields and the titles it refers to. */
export function recordJson({ base, custom }: JsonParts, titles: readonly TitleSql[]): string {
  const related = titles.length > 0 ? `, ${objectSql(titles.map(titleObject).join(", "))} as related` : "";
  return `(select to_json(r)::text from (select ${base}, ${objectSql(custom)} as custom${related}) r)`;
}

const objectSql = (listed: string): string => (listed === "" ? "'{}'::json" : `(select o from (select ${listed}) o)`);

const titleObject = (title: TitleSql): string =>
  `${"all" in title ? title.all : oneObject(title)} as ${quotedWhole(title.path)}`;

const oneObject = ({ id, title }: OneTitle): string =>
  `(select o from (select ${id} as id, ${title} as title) o where ${id} is not null)`;
