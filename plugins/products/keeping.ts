// Keeps deals and their lines in step after either was written: the amount of the deal, and whose its lines are.
import type { Queryable, RecordEvent } from "trellis/sdk";
import { type DealNeeds, followsLines, sumOf } from "./deal-facts.ts";
import { sameMoney } from "./exact.ts";
import { keeper } from "./keeper.ts";

interface Needs extends DealNeeds {
  readonly db: Queryable;
}

/** Writes what its lines add up to onto a deal that takes its amount from them. */
export async function settleAmount({ db, records, settings }: Needs, dealId: string): Promise<void> {
  const deal = await records.find(keeper, "deal", dealId);
  const sum = deal && (await sumOf(db, dealId));
  if (!sum || sameMoney(deal["amount"], sum) || !(await followsLines(deal, settings, db))) return;
  await records.change(keeper, "deal", dealId, { amount: sum });
}

/** A line was written: its deal, and the one it was on before. */
export async function lineWritten(needs: Needs, { before, recordId }: RecordEvent): Promise<void> {
  const line = await needs.records.find(keeper, "deal_line", recordId, { trash: true });
  const deals = new Set([before?.["deal"], line?.["deal"]].filter((id) => typeof id === "string"));
  for (const deal of deals) await settleAmount(needs, deal);
}

/** A deal was given to somebody else: its lines are theirs, too. */
export async function dealChanged(needs: Needs, { after, recordId }: RecordEvent): Promise<void> {
  if (!after || !("owner" in after)) return;
  const deal = await needs.records.find(keeper, "deal", recordId);
  const text = `select id from plugin_products.deal_lines
    where deal_id = $1 and owner_id is distinct from $2 and deleted_at is null`;
  const owner = (deal?.["owner"] ?? null) as string | null;
  const lines = deal ? await needs.db.query<{ id: string }>({ text, values: [recordId, owner] }) : [];
  for (const { id } of lines) await needs.records.change(keeper, "deal_line", id, { owner });
}
