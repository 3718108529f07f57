// What rules about lines ask of a deal, whoever acts, and what its lines add up to.
import { exact, isMoney, type Money, money } from "./exact.ts";
import type { OwnSettings, Queryable, Rec, Records } from "trellis/sdk";
import { keeper } from "./keeper.ts";

export interface DealNeeds {
  readonly records: Records;
  readonly settings: OwnSettings;
  readonly sales: { setup(on: Queryable): Promise<SalesFacts> };
}

/** What the company sells in, the day it is there, and which stages mean won. */
interface SalesFacts {
  readonly currency: string;
  readonly today: string;
  readonly stages: ReadonlyMap<string, { readonly type: string }>;
}

export interface DealFacts {
  readonly id: string;
  readonly company: string | null;
  readonly owner: unknown;
  readonly currency: string;
  /** The company's currency. */
  readonly home: string;
  /** The company's day. */
  readonly today: string;
}

/** The deal of a line, in whose currency all of its lines are; undefined where there is none. */
export async function dealOf(
  db: Queryable,
  id: unknown,
  { records, sales }: DealNeeds,
): Promise<DealFacts | undefined> {
  const deal = typeof id === "string" ? await records.find(keeper, "deal", id, { on: db }) : undefined;
  if (!deal) return undefined;
  const { currency, today } = await sales.setup(db);
  const own = isMoney(deal["amount"]) ? deal["amount"].currency : (await sumOf(db, deal.id))?.currency;
  return {
    id: deal.id,
    company: (deal["company"] ?? null) as string | null,
    owner: deal["owner"] ?? null,
    currency: own ?? currency,
    home: currency,
    today,
  };
}

/** What the lines of a deal add up to, without tax; undefined when it has none. */
export async function sumOf(db: Queryable, deal: string): Promise<Money | undefined> {
  const text = `select total_currency as currency, sum(total)::text as amount from plugin_products.deal_lines
    where deal_id = $1 and deleted_at is null and total is not null group by 1 order by 1`;
  const [row] = await db.query<{ currency: string; amount: string }>({ text, values: [deal] });
  return row && money(exact(row.amount), row.currency);
}

/** True when an open deal's amount is what its lines add up to: as it says itself, else as the company has it. */
export async function followsLines(
  deal: Pick<Rec, "custom"> & { readonly status?: unknown },
  settings: OwnSettings,
  on: Queryable,
): Promise<boolean> {
  const own = deal.custom["amount_from"] ?? null;
  if (deal["status"] !== "open") return false;
  if (own !== null) return own === "lines";
  return (await settings.read<{ amountFromLines: boolean | null }>(keeper, on)).amountFromLines === true;
}
