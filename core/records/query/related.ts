// Titles of referenced records, joined to the rows that refer to them: only of records the actor may see.
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import { maskSql } from "../access/mask.ts";
import type { Kind, KindsSeen } from "../kind.ts";
import { columnSql } from "./column-sql.ts";
import { known } from "./columns.ts";
import type { OneTitle, TitleSql } from "./record-json.ts";
import { scopeSql } from "./scope.ts";
import { type Params, quoted } from "./sql.ts";

export interface Join {
  readonly title: TitleSql;
  /** What the select is joined to; nothing where the titles are asked for within a column. */
  readonly sql: string;
}

/** Whose records refer to others, and who wants to know to which. */
interface Refers {
  readonly kinds: KindsSeen;
  readonly kind: Kind;
  readonly actor: Actor;
}

const kindOfPeople = { user: "user", team: "team" } as Readonly<Record<string, string>>;

/** True for a field that leads to several records. */
export const leadsToMany = ({ type }: Field): boolean => type.name === "references";

/** The kind a reference field leads to, to one record or several; undefined for other fields. */
export const targetOf = (field: Field): string | undefined =>
  kindOfPeople[field.type.name] ??
  (field.type.name === "reference" || leadsToMany(field) ? field.schema["x-kind"] : undefined);

/** What a record is called, as SQL text: its id where the actor does not see its name, a mask where they see no more of it. */
export function titleSql(kind: Kind, alias: string): string {
  const field = kind.byPath.get(kind.titleField);
  if (!field || field.withheld || field.path === "id") return `${alias}.id::text`;
  const column = columnSql(field, alias);
  return field.maskedFrom === undefined ? column : maskSql(field, column);
}

/** Where the records stand that a column of several ids names, in the order of the column. */
export const namedBy = (column: string, alias: string): { readonly where: string; readonly order: string } => ({
  where: `${alias}.id = any(${column}::uuid[])`,
  order: `array_position(${column}, ${alias}.id)`,
});

/** What the titles of each of these reference fields are read from. */
export function joinsOf(asking: Refers, include: readonly string[], params: Params): Join[] {
  return [...new Set(include)].map((name, at) => {
    const field = known(asking.kind, name);
    const { path } = field;
    const target = asking.kinds.find(targetOf(field) ?? "");
    if (!target) throw new BadRequest("records.not_a_relation", { field: path });
    const alias = `r${at}`;
    const scope = scopeSql(asking.actor, target, "read", { alias, params });
    const one = { path, id: `${alias}.id`, title: `coalesce(${titleSql(target, alias)}, '')` };
    const from = { table: `${quoted(target.table)} ${alias}`, column: columnSql(field, "t"), alias };
    return leadsToMany(field) ? manyTitles(one, from, scope) : oneTitle(one, from, scope);
  });
}

interface From {
  readonly table: string;
  readonly column: string;
  readonly alias: string;
}

const oneTitle = (one: OneTitle, { table, column }: From, scope: string | undefined): Join => ({
  title: one,
  sql: ` left join ${table} on ${[`${one.id} = ${column}`, ...(scope ? [scope] : [])].join(" and ")}`,
});

function manyTitles({ path, id, title }: OneTitle, { table, column, alias }: From, scope: string | undefined): Join {
  const { where, order } = namedBy(column, alias);
  const each = `json_build_object('id', ${id}, 'title', ${title}) order by ${order}`;
  const from = `from ${table} where ${[where, ...(scope ? [scope] : [])].join(" and ")}`;
  return { title: { path, all: `(select coalesce(json_agg(${each}), '[]') ${from})` }, sql: "" };
}
