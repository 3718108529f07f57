// The one statement that writes a file. COPY takes no parameters, and a replica has no temporary tables to put values into,
// so the values stand in settings of the transaction.
import type { Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Kind } from "../kind.ts";
import { columnSql } from "../query/column-sql.ts";
import { known } from "../query/columns.ts";
import type { ListQuery } from "../query/grammar.ts";
import { scopeSql } from "../query/scope.ts";
import { namedBy, titleSql } from "../query/related.ts";
import { type Asking, conditions } from "../query/select.ts";
import { Params, quoted } from "../query/sql.ts";
import { BETWEEN_TITLES, type ExportColumn, type Titles } from "./export-columns.ts";

const labels = "export.labels";

/** Parameters that are read from settings; without a type they are text. */
class HeldParams extends Params {
  readonly #casts: string[] = [];

  override add(value: unknown, cast = "text"): string {
    super.add(value, cast);
    this.#casts.push(cast);
    return `current_setting('${this.#name(this.#casts.length - 1)}')::${cast}`;
  }

  /** Puts the values where the statement finds them, until the transaction ends. */
  async hold(trx: Transaction): Promise<void> {
    const calls = this.#casts.map((cast, at) => `set_config('${this.#name(at)}', ($${at + 1}::${cast})::text, true)`);
    if (calls.length > 0) await trx.query({ text: `select ${calls.join(", ")}`, values: this.values });
  }

  readonly #name = (at: number): string => `export.value${at}`;
}

/** The statement for these rows and columns; `options` are the labels of choices by path and id. */
export async function prepareCopy(
  trx: Transaction,
  asking: Asking,
  query: Pick<ListQuery, "filter" | "q" | "sort">,
  { columns, options }: { columns: readonly ExportColumn[]; options: Readonly<Record<string, object>> },
): Promise<string> {
  const { actor, kind } = asking;
  const params = new HeldParams();
  const scope = scopeSql(actor, kind, "export", { alias: "t", params });
  const where = [...conditions(asking, query, params), ...(scope ? [scope] : [])].join(" and ");
  const joins = columns.map(({ titles }) => (titles ? joinSql(actor, titles, params) : "")).join("");
  await params.hold(trx);
  await trx.query({ text: "select set_config($1, $2, true)", values: [labels, JSON.stringify(options)] });
  const select = `select ${columns.map(({ sql }) => sql).join(", ")} from ${quoted(kind.table)} t cross join l${joins} where ${where} order by ${orderOf(kind, query)}`;
  const read = `select current_setting('${labels}')::jsonb as labels`;
  return `copy (with l as materialized (${read}) ${select}) to stdout with (format csv)`;
}

/** Only titles of records that the actor may see: in a file as on a page. */
function joinSql(actor: Actor, titles: Titles, params: Params): string {
  const { target, id } = titles;
  const alias = titles.many ? "r" : titles.alias;
  const scope = scopeSql(actor, target, "read", { alias, params });
  const seen = [`${alias}.deleted_at is null`, ...(scope ? [scope] : [])].join(" and ");
  if (!titles.many) return ` left join ${quoted(target.table)} ${alias} on ${alias}.id = ${id} and ${seen}`;
  const { where, order } = namedBy(id, alias);
  const all = `string_agg(${titleSql(target, alias)}, '${BETWEEN_TITLES}' order by ${order}) as titles`;
  return ` left join lateral (select ${all} from ${quoted(target.table)} ${alias} where ${where} and ${seen}) ${titles.alias} on true`;
}

function orderOf(kind: Kind, { sort = [] }: Pick<ListQuery, "sort">): string {
  const keys = sort.map(
    ({ field, direction }) =>
      `${columnSql(known(kind, field), "t")} ${direction === "desc" ? "desc" : "asc"} nulls last`,
  );
  return [...keys, "t.created_at", "t.id"].join(", ");
}
