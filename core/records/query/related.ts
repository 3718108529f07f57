// Titles of referenced records, joined to the rows that refer to them: only of records the actor may see.
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import { maskSql } from "../access/mask.ts";
import type { Kind, KindsSeen } from "../kind.ts";
import { columnSql } from "./column-sql.ts";
import { known } from "./columns.ts";
import type { TitleSql } from "./record-json.ts";
import { scopeSql } from "./scope.ts";
import { type Params, quoted } from "./sql.ts";

export interface Join extends TitleSql {
  readonly sql: string;
}

/** Whose records refer to others, and who wants to know to which. */
interface Refers {
  readonly kinds: KindsSeen;
  readonly kind: Kind;
  readonly actor: Actor;
}

const kindOfPeople = { user: "user", team: "team" } as Readonly<Record<string, string>>;

/** The kind a reference field leads to; undefined for other fields. */
export const targetOf = (field: Field): string | undefined =>
  kindOfPeople[field.type.name] ?? (field.type.name === "reference" ? field.schema["x-kind"] : undefined);

/** What a record is called, as SQL text: its id where the actor does not see its name, a mask where they see no more of it. */
export function titleSql(kind: Kind, alias: string): string {
  const field = kind.byPath.get(kind.titleField);
  if (!field || field.withheld || field.path === "id") return `${alias}.id::text`;
  const column = columnSql(field, alias);
  return field.maskedFrom === undefined ? column : maskSql(field, column);
}

/** A join for each of these reference fields; their columns are the id and the title. */
export function joinsOf(asking: Refers, include: readonly string[], params: Params): Join[] {
  return [...new Set(include)].map((name, at) => {
    const field = known(asking.kind, name);
    const { path } = field;
    const target = asking.kinds.find(targetOf(field) ?? "");
    if (!target) throw new BadRequest("records.not_a_relation", { field: path });
    const alias = `r${at}`;
    const scope = scopeSql(asking.actor, target, "read", { alias, params });
    const on = `${alias}.id = ${columnSql(field, "t")}${scope ? ` and ${scope}` : ""}`;
    return {
      path,
      sql: ` left join ${quoted(target.table)} ${alias} on ${on}`,
      id: `${alias}.id`,
      title: `coalesce(${titleSql(target, alias)}, '')`,
    };
  });
}
