// One statement that counts anew what the records of a kind add up to, for some of those they refer to.
import type { Statement } from "../../db/database.ts";
import { systemActor } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import type { Feed, Kind } from "../kind.ts";
import { columnSql } from "../query/column-sql.ts";
import { known } from "../query/columns.ts";
import { filterSql } from "../query/filter.ts";
import { Params, quoted } from "../query/sql.ts";
import { decimalsOf } from "./result.ts";

const nobody = systemActor("rollup");
const plain = { language: "en", timeZone: "UTC", currency: "EUR", country: "" };

/** Locks what will be written, in the order of ids: two writers take turns, and nobody waits for each other in a circle. */
export const lockStatement = (parent: Kind, ids: readonly string[]): Statement => ({
  text: `select id from ${quoted(parent.table)} where id = any($1::uuid[]) order by id for no key update`,
  values: [ids],
});

/**
 * Sets roll-ups that all go over the same reference of the same kind. A statement of its own, begun after the lock, so that
 * it sees what the writer before has committed. No version, no history: nobody did it. Answers the ids that changed.
 */
export function rollupStatement(child: Kind, feeds: readonly Feed[], ids: readonly string[]): Statement {
  const [first] = feeds as readonly [Feed];
  const params = new Params();
  const wanted = params.add(ids, "uuid[]");
  const via = columnSql(known(child, first.rollup.via), "c");
  const columns = feeds.flatMap((feed) => aggregates(child, feed, params));
  const sums = columns.map(({ sql, name }) => `${sql} as ${quoted(name)}`).join(", ");
  const own = columns.map(({ name }) => `t.${quoted(name)}`).join(", ");
  const news = columns.map(({ name }) => `x.${quoted(name)}`).join(", ");
  const sets = columns.map(({ name }) => `${quoted(name)} = x.${quoted(name)}`).join(", ");
  const text = `update ${quoted(first.parent.table)} t set ${sets}
    from (select p.id as parent_id, ${sums} from unnest(${wanted}) p(id)
      left join ${quoted(child.table)} c on ${via} = p.id and c.deleted_at is null group by p.id) x
    where t.id = x.parent_id and (${own}) is distinct from (${news}) returning t.id`;
  return { text, values: params.values };
}

/** Blanks the roll-ups of a kind that rest. */
export function blankStatement({ table, restingRollups }: Kind, ids: readonly string[]): Statement {
  const columns = restingRollups.flatMap((field) => field.columns.map(quoted));
  const sets = columns.map((column) => `${column} = null`).join(", ");
  const text = `update ${quoted(table)} set ${sets} where id = any($1::uuid[]) and num_nonnulls(${columns.join(", ")}) > 0`;
  return { text, values: [ids] };
}

interface Aggregate {
  readonly name: string;
  readonly sql: string;
}

function aggregates(child: Kind, { field, rollup }: Feed, params: Params): Aggregate[] {
  const where = rollup.filter
    ? ` filter (where ${filterSql(rollup.filter, { kind: child, actor: nobody, reading: plain, alias: "c", params })})`
    : "";
  const [name = "", currency] = field.columns;
  if (rollup.how === "count") return [{ name, sql: `(count(c.id)${where})::bigint` }];
  const of = child.byPath.get(rollup.of ?? "");
  const [amount = "", money] = (of?.columns ?? []).map((_, at) => (of ? columnSql(of, "c", at) : ""));
  const sum = rounded(`${rollup.how}(${amount})${where}`, field);
  if (currency === undefined || money === undefined) return [{ name, sql: sum }];
  // Money of several currencies is no sum of anything.
  const single = `count(distinct ${money})${where} <= 1`;
  return [
    { name, sql: `case when ${single} then ${sum} end` },
    { name: currency, sql: `case when ${single} then min(${money})${where} end` },
  ];
}

/** As the column holds it: rounded, and blank rather than too large for it. */
function rounded(sum: string, field: Field): string {
  const sql = field.type.columns[0]?.sql ?? "numeric";
  if (!/^(numeric|bigint)/.test(sql)) return `(${sum})::${sql}`;
  const decimals = field.schema["x-type"] === "money" ? 4 : decimalsOf(field.schema);
  return `(case when abs(${sum}) < 1e15 then round((${sum})::numeric, ${decimals}) end)::${sql}`;
}
