// One statement for a whole board: stages in their order, kept totals, and the newest cards of each.
import type { Statement } from "../db/database.ts";
import { currencyDigits } from "../records/fields/types/currency-digits.ts";
import { scopeSql } from "../records/query/scope.ts";
import { isLimited } from "../records/query/limits.ts";
import { sharesFor } from "../records/query/shared.ts";
import { type Asking, conditions } from "../records/query/select.ts";
import { nameFor, Params } from "../records/query/sql.ts";
import type { BoardQuery, Owners } from "./board-query.ts";
import { jsonNumber, jsonObject, jsonPlain, jsonText, jsonUnless } from "./json-sql.ts";
import { instantSql, moneyText, sumText } from "./money-sql.ts";
import { dealsSql, seesMoney, seesWeight } from "./seen-deals.ts";

interface Board {
  readonly pipeline: string;
  readonly currency: string;
  readonly query: BoardQuery;
  readonly owners: Owners;
}

/** Answers one row, one column: the board as JSON text. */
export function boardStatement(asking: Asking, board: Board): Statement {
  const params = new Params();
  const pipeline = params.add(board.pipeline, "uuid");
  // Written out: not knowing it, the server would plan the whole board anew each time.
  const limit = String(Math.trunc(board.query.limit));
  const totals = totalsSql(asking, board, params);
  const cards = cardsSql(asking, board, { params, limit });
  const sum = (seen: boolean, sql: string) =>
    seen ? sumText(sql, params.add(board.currency, "text"), currencyDigits(board.currency)) : "'null'";
  const money = seesMoney(asking.kind);
  const one = board.query.stage ? ` and s.id = ${params.add(board.query.stage, "uuid")}` : "";
  const column = jsonObject({
    stage: stageText,
    count: jsonNumber("coalesce(t.count, 0)"),
    sum: sum(money, "t.base_sum"),
    weighted: sum(seesWeight(asking.kind), "t.base_plain * s.probability / 100 + t.base_overridden"),
    unrated: jsonNumber(money ? "coalesce(t.unrated, 0)" : "0"),
    cards: "'[', c.cards, ']'",
    next: jsonPlain(`case when c.shown = ${limit} then c.next end`),
  });
  const text = `select concat('[', string_agg(${column}, ',' order by s.position, s.created_at, s.id), ']') as columns from stages s
    left join (${totals}) t on t.stage_id = s.id left join lateral (${cards}) c on true
    where s.pipeline_id = ${pipeline} and s.deleted_at is null and not s.archived${one}`;
  const name = board.query.filter || board.query.q ? undefined : nameFor(text);
  return { text, values: params.values, rowMode: "array", ...(name ? { name } : {}) };
}

const summed =
  "sum(count)::int as count, sum(base_sum) as base_sum, sum(base_plain) as base_plain, sum(base_overridden) as base_overridden, sum(unrated)::int as unrated";

/** Sums over deals `t`, as the kept totals hold them. */
export const counted = `count(*)::int as count, sum(t.base_amount) as base_sum, coalesce(sum(t.base_amount) filter (where t.probability is null), 0) as base_plain,
  coalesce(sum(t.base_amount * t.probability) / 100, 0) as base_overridden, (count(*) filter (where t.amount is not null and t.base_amount is null))::int as unrated`;

// Kept totals know pipeline, stage and owner. Any other filter is counted where it is, and so are single
// deals that were given to somebody, and those that a condition asks about.
function totalsSql(asking: Asking, { pipeline, query, owners }: Board, params: Params): string {
  const where = [`t.pipeline_id = ${params.add(pipeline, "uuid")}`, ...ownersSql(owners, params)];
  const { actor, kind } = asking;
  const isCounted = query.filter || query.q || isLimited(actor, kind, "read");
  if (isCounted || sharesFor(actor, "deal", "read").length > 0) {
    return `select t.stage_id, ${counted} from ${dealsSql(asking)} t where ${[...where, ...conditions(asking, query, params)].join(" and ")} group by t.stage_id`;
  }
  const scope = scopeSql(asking.actor, asking.kind, "read", { alias: "t", params });
  return `select t.stage_id, ${summed} from deal_totals t where ${[...where, ...(scope ? [scope] : [])].join(" and ")} group by t.stage_id`;
}

const ownersSql = (owners: Owners, params: Params): string[] =>
  owners
    ? [
        owners.length === 1
          ? `t.owner_id = ${params.add(owners[0], "uuid")}`
          : `t.owner_id = any(${params.add(owners, "uuid[]")})`,
      ]
    : [];

function cardsSql(
  asking: Asking,
  { query, owners }: Board,
  { params, limit }: { params: Params; limit: string },
): string {
  const where = [
    "t.stage_id = s.id",
    ...conditions(asking, query, params),
    ...ownersSql(owners, params),
    ...afterSql(query, params),
  ];
  const company = scopeOf(asking, "company", { alias: "co", params });
  return `select string_agg(${cardText}, ',' order by d.created_at desc, d.id desc) as cards, count(*) as shown,
      min(to_char(d.created_at, 'YYYY-MM-DD HH24:MI:SS.US') || '+00,' || d.id) as next
    from (select * from ${dealsSql(asking)} t where ${where.join(" and ")} order by t.created_at desc, t.id desc limit ${limit}) d
    left join companies co on co.id = d.company_id${company} left join users u on u.id = d.owner_id`;
}

function scopeOf(asking: Asking, kind: string, at: { alias: string; params: Params }): string {
  const found = asking.kinds.find(kind);
  const scope = found ? scopeSql(asking.actor, found, "read", at) : "false";
  return scope ? ` and ${scope}` : "";
}

const afterSql = ({ after }: BoardQuery, params: Params): string[] =>
  after ? [`(t.created_at, t.id) < (${params.add(after[0], "timestamptz")}, ${params.add(after[1], "uuid")})`] : [];

// The last sign of life of a deal, against the patience of its stage.
const lastSign = "greatest(d.stage_since, d.last_activity_at, d.updated_at)";
const quietDays = `case when d.status = 'open' and ${lastSign} < now() - s.quiet_after * interval '1 day' then extract(day from now() - ${lastSign})::int end`;

const stageText = jsonObject({
  id: jsonPlain("s.id"),
  name: jsonText("s.name"),
  type: jsonPlain("s.type"),
  probability: jsonPlain("trim_scale(s.probability)"),
  quietAfter: jsonNumber("s.quiet_after"),
});

const related = (alias: string): string =>
  jsonUnless(`${alias}.id`, jsonObject({ id: jsonPlain(`${alias}.id`), title: jsonText(`${alias}.name`) }));

const cardText = jsonObject({
  id: jsonPlain("d.id"),
  version: jsonNumber("d.version"),
  number: jsonNumber("d.number"),
  name: jsonText("d.name"),
  status: jsonPlain("d.status"),
  company: related("co"),
  amount: moneyText("d.amount", "d.amount_currency"),
  owner: related("u"),
  probability: jsonPlain("trim_scale(d.probability)"),
  nextStep: jsonText("d.next_step"),
  nextStepOn: jsonPlain("d.next_step_on"),
  closeDate: jsonPlain("d.close_date"),
  closedOn: jsonPlain("d.closed_on"),
  stageSince: jsonPlain(instantSql("d.stage_since")),
  quietDays: jsonNumber(quietDays),
});
