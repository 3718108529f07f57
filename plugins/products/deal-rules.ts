// What lines mean for their deal: its amount may be what they add up to, and its currency is theirs.
import type { Draft, HookContext, Problem, Queryable } from "trellis/sdk";
import { type DealNeeds, followsLines, sumOf } from "./deal-facts.ts";
import { waitingOn } from "./discounts.ts";
import { isMoney, type Money, sameMoney } from "./exact.ts";
import { problem } from "./problem.ts";

const decisive = ["amount", "custom.amount_from", "status", "stage"] as const;

export async function settleDeal(
  draft: Draft,
  { db }: HookContext,
  { settings, sales }: Pick<DealNeeds, "settings" | "sales">,
): Promise<readonly Problem[]> {
  if (!decisive.some((path) => draft.touches(path))) return [];
  const waiting = draft.touches("stage") ? await waitingProblems(draft, db, sales) : [];
  if (waiting.length > 0) return waiting;
  const sum = await sumOf(db, draft.id);
  if (!sum) return [];
  const custom = { amount_from: draft.get("custom.amount_from") };
  const follows = await followsLines({ custom, status: draft.get("status") }, settings, db);
  return follows ? amountOfLines(draft, sum) : currencyProblems(draft, sum);
}

/** A deal is not won at a price that nobody has agreed to. */
async function waitingProblems(draft: Draft, db: Queryable, sales: DealNeeds["sales"]): Promise<readonly Problem[]> {
  const { stages } = await sales.setup(db);
  if (draft.before?.["status"] === "won" || stages.get(String(draft.get("stage")))?.type !== "won") return [];
  const count = await waitingOn(db, draft.id);
  return count > 0 ? [problem("stage", "discounts_wait", { count })] : [];
}

function amountOfLines(draft: Draft, sum: Money): Problem[] {
  const typed = draft.get("amount");
  const isTyped = draft.touches("amount") && !draft.touches("custom.amount_from") && !sameMoney(typed, sum);
  if (isTyped) return [problem("amount", "amount_is_lines", { amount: sum.amount, currency: sum.currency })];
  if (!sameMoney(typed, sum)) draft.set("amount", sum);
  return [];
}

function currencyProblems(draft: Draft, sum: Money): Problem[] {
  const amount = draft.get("amount");
  const isOther = draft.touches("amount") && isMoney(amount) && amount.currency !== sum.currency;
  return isOther ? [problem("amount", "lines_in_currency", { currency: sum.currency })] : [];
}
