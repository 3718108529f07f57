// A record as JSON, written by PostgreSQL. To read twenty columns of fifty rows only to write them down again cost the
// application more than all else it does for a list.
import type { Field } from "../fields/field.ts";
import { castsOf, columnSql } from "./column-sql.ts";

/** A member of an object: its name, and the SQL of a text, the value as JSON; null where there is none. */
type Member = readonly [name: string, before: string, value: string, after: string];

/** SQL of the beginning of a record's JSON, up to what it refers to. */
export type JsonStart = string;

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

/** Put together once for all that ask for these fields; undefined when PostgreSQL cannot write one of them as the API does. */
export function jsonStart(fields: readonly Field[]): JsonStart | undefined {
  const members = fields.map((field) => ({ custom: field.custom, member: memberOf(field) }));
  if (members.some(({ member }) => member === undefined)) return undefined;
  const listed = (custom: boolean) =>
    members.flatMap((one) => (one.custom === custom && one.member ? [one.member] : []));
  const base = listed(false).map((member, at) => memberSql(at === 0 ? "{" : ",", member));
  const custom = listed(true).map((member, at) => memberSql(comma(at), member));
  return joined([...base, ...objectSql("custom", custom)]);
}

/** Column types whose text needs quotes and nothing else, and those whose text is JSON already. */
const plain = new Set(["uuid", "date"]);
const bare = new Set(["boolean", "integer", "bigint"]);

function memberOf(field: Field): Member | undefined {
  const { key, type, columns } = field;
  const from = columns.map((_, at) => columnSql(field, "t", at));
  const written = type.toJson?.(from);
  if (typeof written === "object") return [key, '"', written.plain, '"'];
  if (written !== undefined && written !== from[0]) return [key, "", asJson(written), ""];
  return type.fromRow && written === undefined ? undefined : columnOf(field, from);
}

function columnOf(field: Field, [column = "", ...others]: readonly string[]): Member | undefined {
  if (others.length > 0) return undefined;
  const sql = castsOf(field)[0] ?? "";
  if (plain.has(sql)) return [field.key, '"', `${column}::text`, '"'];
  return [field.key, "", bare.has(sql) ? `${column}::text` : asJson(column), ""];
}

/** For any type there is; looking its type up again for every value makes it the dearest way. */
const asJson = (sql: string): string => `to_json(${sql})::text`;

/** SQL of one text: the record with its custom fields and the titles it refers to. */
export function recordJson(start: JsonStart, titles: readonly TitleSql[]): string {
  const related = titles.map((title, at) => titleSql(comma(at), title));
  return joined([start, ...(related.length > 0 ? objectSql("related", related) : []), literal("}")]);
}

const comma = (at: number): string => (at === 0 ? "" : ",");

const objectSql = (name: string, members: readonly string[]): string[] => [
  literal(`,${JSON.stringify(name)}:{`),
  ...members,
  literal("}"),
];

// Names are written into the texts beside them: every piece less to put together is felt, fifty records a page.
function memberSql(lead: string, [name, before, value, after]: Member): string {
  const start = `${lead}${JSON.stringify(name)}:`;
  const end = after === "" ? "" : ` || ${literal(after)}`;
  return `coalesce(${literal(start + before)} || ${value}${end}, ${literal(`${start}null`)})`;
}

function titleSql(lead: string, title: TitleSql): string {
  if ("all" in title) return memberSql(lead, [title.path, "", asJson(title.all), ""]);
  const start = `${lead}${JSON.stringify(title.path)}:`;
  const found = [
    literal(`${start}{"id":"`),
    `${title.id}::text`,
    memberSql('",', ["title", "", asJson(title.title), ""]),
  ];
  return `case when ${title.id} is null then ${literal(`${start}null`)} else ${joined([...found, literal("}")])} end`;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Two by two: one after the other, three hundred fields would be copied three hundred times. */
function joined(parts: readonly string[]): string {
  if (parts.length < 3) return `(${parts.join(" || ")})`;
  const half = parts.length >> 1;
  return `(${joined(parts.slice(0, half))} || ${joined(parts.slice(half))})`;
}
