// What the numbers of a period say about selling. Formulas: docs/deals.md.
import { Big } from "big.js";
import type { Reader } from "../db/reader.ts";
import type { Actor } from "../kernel/actor.ts";
import { currencyDigits } from "../records/fields/types/currency-digits.ts";
import type { Money } from "../records/fields/types/money.ts";
import { allow } from "../records/query/scope.ts";
import { conditions } from "../records/query/select.ts";
import { Params } from "../records/query/sql.ts";
import type { Kind } from "../records/kind.ts";
import { sees } from "../records/access/seen-values.ts";
import { dealsSql, seesMoney, seesWeight } from "./seen-deals.ts";
import { type AskFor, ownersOf, type Whose } from "./board-query.ts";

/** Whose deals of which pipeline; everything the actor may read when absent. */
export interface Cut {
  readonly pipeline?: string | undefined;
  readonly owner?: Whose | undefined;
}

/** `[from, to)`, days of the company's zone. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export interface Counts {
  readonly open: number;
  readonly openAmount: string;
  /** Sum of base amount × probability, the deal's own before the stage's. */
  readonly weighted: string;
  readonly won: number;
  readonly wonAmount: string;
  readonly lost: number;
  readonly lostAmount: string;
  /** Median days from opened to won. */
  readonly cycle: number | null;
  /** Open amount expected to close in the period. */
  readonly expected: string;
  /** Deals whose amount could not be converted, and therefore is in no sum. */
  readonly unrated: number;
}

/** What tells of amounts; null for those who may not see them. */
type Sums = "openAmount" | "weighted" | "wonAmount" | "lostAmount" | "expected";

export interface Figures extends Omit<Counts, Sums | "unrated"> {
  readonly openAmount: string | null;
  readonly weighted: string | null;
  readonly wonAmount: string | null;
  readonly lostAmount: string | null;
  readonly expected: string | null;
  readonly unrated: number | null;
  readonly currency: string;
  /** Percent; null while nothing has closed. */
  readonly winRate: string | null;
  readonly winRateByAmount: string | null;
  readonly averageWon: string | null;
  /** Money per day. */
  readonly velocity: Money | null;
  /** Expected ÷ (target − won so far); null without a target or when it is reached. */
  readonly coverage: string | null;
}

const counts = (deals: string): string => `select
  (count(*) filter (where t.status = 'open'))::int as open,
  coalesce(sum(t.base_amount) filter (where t.status = 'open'), 0)::text as "openAmount",
  (coalesce(sum(t.base_amount * coalesce(t.probability, s.probability)) filter (where t.status = 'open'), 0) / 100)::text as weighted,
  (count(*) filter (where won))::int as won, coalesce(sum(t.base_amount) filter (where won), 0)::text as "wonAmount",
  (count(*) filter (where lost))::int as lost, coalesce(sum(t.base_amount) filter (where lost), 0)::text as "lostAmount",
  percentile_cont(0.5) within group (order by t.closed_on - t.opened_on) filter (where won) as cycle,
  coalesce(sum(t.base_amount) filter (where t.status = 'open' and t.close_date >= p.first and t.close_date < p.after), 0)::text as expected,
  (count(*) filter (where t.amount is not null and t.base_amount is null))::int as unrated
from ${deals} t join stages s on s.id = t.stage_id
cross join (select $1::date as first, $2::date as after) p
cross join lateral (select t.closed_on >= p.first and t.closed_on < p.after as within) x
cross join lateral (select t.status = 'won' and within as won, t.status = 'lost' and within as lost) y`;

/** Win rate, cycle, velocity, coverage of a period. */
export class SalesFigures {
  readonly #reader: Reader;
  readonly #ask: AskFor;

  constructor(reader: Reader, ask: AskFor) {
    this.#reader = reader;
    this.#ask = ask;
  }

  /** `target` is what is to be won in the period, in the company's currency. */
  async read(actor: Actor, period: Period, cut: Cut & { readonly target?: string | undefined } = {}): Promise<Figures> {
    allow(actor, "deals.read");
    const asking = await this.#ask(actor, "deal");
    const params = new Params();
    params.add(period.from);
    params.add(period.to);
    const where = [...conditions(asking, {}, params), ...cutSql(actor, cut, params)].join(" and ");
    const [row] = await this.#reader.query<Counts & { cycle: number | null }>({
      text: `${counts(dealsSql(asking))} where ${where}`,
      values: params.values,
    });
    if (!row) throw new Error("an aggregate is one row");
    return seenFigures(figuresOf(row, asking.reading.currency, cut.target), asking.kind);
  }
}

/** The figures without those that somebody's rights keep from them: a sum of blanks would look like nothing sold. */
function seenFigures(figures: Figures, kind: Kind): Figures {
  if (!kind.whole) return figures;
  const sums = [
    "openAmount",
    "wonAmount",
    "lostAmount",
    "expected",
    "winRateByAmount",
    "averageWon",
    "velocity",
    "coverage",
  ];
  const blank = [
    ...(seesMoney(kind) ? [] : [...sums, "unrated"]),
    ...(seesWeight(kind) ? [] : ["weighted"]),
    ...(sees(kind, "closeDate") ? [] : ["expected", "coverage"]),
  ];
  return { ...figures, ...Object.fromEntries(blank.map((name) => [name, null])) };
}

/** SQL conditions of a cut on deals under the alias `t`. */
export function cutSql(actor: Actor, { pipeline, owner }: Cut, params: Params): string[] {
  const owners = ownersOf(actor, owner);
  return [
    ...(pipeline ? [`t.pipeline_id = ${params.add(pipeline, "uuid")}`] : []),
    ...(owners ? [`t.owner_id = any(${params.add(owners, "uuid[]")})`] : []),
  ];
}

/** The figures that follow from the counts. */
export function figuresOf(counts: Counts, currency: string, target?: string): Figures {
  const { won, lost, wonAmount, lostAmount, open, cycle, expected } = counts;
  const digits = currencyDigits(currency);
  const money = (amount: string | Big): string => new Big(amount).round(digits, Big.roundHalfUp).toFixed(digits);
  const winRate = percentOf(won, won + lost);
  const perDay = velocity({ open, won, lost, wonAmount, cycle });
  return {
    ...counts,
    openAmount: money(counts.openAmount),
    weighted: money(counts.weighted),
    wonAmount: money(wonAmount),
    lostAmount: money(lostAmount),
    expected: money(expected),
    currency,
    winRate,
    winRateByAmount: percentOf(wonAmount, new Big(wonAmount).plus(lostAmount)),
    averageWon: won > 0 ? money(new Big(wonAmount).div(won)) : null,
    velocity: perDay === null ? null : { amount: money(perDay), currency },
    coverage: coverageOf(expected, wonAmount, target),
  };
}

function percentOf(part: number | string, whole: number | Big): string | null {
  const all = new Big(whole);
  return all.eq(0) ? null : new Big(part).times(100).div(all).round(2, Big.roundHalfUp).toFixed(2);
}

type Pace = Pick<Counts, "open" | "won" | "lost" | "wonAmount" | "cycle">;

// Open deals × win rate × average won amount ÷ cycle days.
function velocity({ open, won, lost, wonAmount, cycle }: Pace): Big | null {
  if (won === 0 || cycle === null || cycle <= 0) return null;
  return new Big(open)
    .times(won)
    .div(won + lost)
    .times(new Big(wonAmount).div(won))
    .div(cycle);
}

function coverageOf(expected: string, wonAmount: string, target: string | undefined): string | null {
  if (target === undefined || target === "") return null;
  const left = new Big(target).minus(wonAmount);
  return left.lte(0) ? null : new Big(expected).div(left).round(2, Big.roundHalfUp).toFixed(2);
}
