// The amount of a deal in the company's currency: follows the rates while the deal is open, frozen once it has closed.
import type { Queryable } from "../db/database.ts";
import type { Problem } from "../kernel/errors.ts";
import type { Money } from "../records/fields/types/money.ts";
import type { Draft } from "../records/record.ts";
import { convert, type Rate, rateOn } from "./money.ts";
import type { DealSetup } from "./setup.ts";

export async function settleBaseAmount(draft: Draft, setup: DealSetup, db: Queryable): Promise<readonly Problem[]> {
  if (!concerns(draft)) return [];
  const amount = (draft.get("amount") ?? null) as Money | null;
  const frozen = wasClosed(draft) && draft.get("status") !== "open";
  if (frozen && changesCurrency(draft, amount)) return [currencyFrozen];
  const rate =
    amount && (frozenRate(draft, frozen) ?? (await rateOn(db, amount.currency, setup.currency, dayOf(draft, setup))));
  setBase(draft, amount && rate ? convert(amount, rate, setup.currency) : null, rate ?? undefined);
  return [];
}

const concerns = (draft: Draft): boolean =>
  !draft.before || draft.touches("amount") || draft.before["status"] !== draft.get("status");

const wasClosed = ({ before }: Draft): boolean => before !== undefined && before["status"] !== "open";

function changesCurrency({ before }: Draft, amount: Money | null): boolean {
  const kept = before?.["amount"] as Money | null | undefined;
  return Boolean(amount && kept && amount.currency !== kept.currency);
}

function frozenRate({ before }: Draft, frozen: boolean): Rate | undefined {
  if (!frozen || typeof before?.["rate"] !== "string") return undefined;
  return { rate: before["rate"], day: String(before["rateDate"]) };
}

const dayOf = (draft: Draft, { today }: DealSetup): string =>
  draft.get("status") === "open" ? today : String(draft.get("closedOn") ?? today);

function setBase(draft: Draft, base: Money | null, rate: Rate | undefined): void {
  draft.set("baseAmount", base);
  draft.set("rate", rate?.rate ?? null);
  draft.set("rateDate", rate?.day ?? null);
}

const currencyFrozen: Problem = {
  pointer: "/amount/currency",
  code: "deals.currency_frozen",
  message: "problem.deals.currency_frozen",
};
