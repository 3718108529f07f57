// What is given off beyond somebody's limit waits until somebody else agrees to it.
import {
  type Actor,
  type Draft,
  type HookContext,
  Invalid,
  may,
  type OwnSettings,
  type Problem,
  type Queryable,
  type Written,
} from "trellis/sdk";
import { exact, isMoney } from "./exact.ts";
import { problem } from "./problem.ts";

/** The right to give more than the limit, and to agree to what others want to give. */
export const DISCOUNT = "products.discount";

interface Limits {
  readonly maxDiscount: string | null;
  readonly aboveLimit: "approval" | "refused" | null;
}

/** A line whose price or discount is settled now: `isAsked` where something that decides about it changes. */
export async function settleDiscount(
  draft: Draft,
  { actor, db }: HookContext,
  { settings, isAsked }: { readonly settings: OwnSettings; readonly isAsked: boolean },
): Promise<readonly Problem[]> {
  if (!isAsked) return draft.touches("approval") ? decided(draft, actor) : [];
  if (may(actor, DISCOUNT)) return agreed(draft);
  const { maxDiscount, aboveLimit } = await settings.read<Limits & object>(actor, db);
  const given = givenOff(draft);
  if (maxDiscount === null || given === undefined || given.lte(maxDiscount)) return agreed(draft);
  // Whoever agreed to it agreed to what stood there then.
  draft.set("approval", "waiting");
  if (aboveLimit !== "refused") return [];
  const values = { given: given.toFixed(), limit: exact(maxDiscount).toFixed() };
  return [problem("discount", "discount_above_limit", values)];
}

/** Nothing waits: the price is within the limit, or of somebody who may give it. */
function agreed(draft: Draft): readonly Problem[] {
  draft.set("approval", null);
  return [];
}

/** Yes or no to what waits, by somebody who may give as much and whose line it is not. */
function decided(draft: Draft, actor: Actor): readonly Problem[] {
  const [was, is] = [draft.before?.["approval"] ?? null, draft.get("approval")];
  if (was === is) return [];
  if (was === null || is === null || is === "waiting") return [problem("approval", "nothing_to_approve")];
  if (!may(actor, DISCOUNT)) return [problem("approval", "not_to_approve")];
  return draft.get("owner") === actor.id ? [problem("approval", "own_discount")] : [];
}

/**
 * The same for a line of the history that is taken back, which no look before a write sees: a refusal becomes no approval by
 * somebody who may not give as much. `ofUser` knows whoever wrote the line.
 */
export async function keepRefused(
  written: readonly Written[],
  ofUser: (id: string) => Promise<Actor | undefined>,
): Promise<void> {
  for (const { before, record } of written) {
    if (before?.["approval"] !== "refused" || record["approval"] !== "approved") continue;
    const actor = await ofUser(record.updatedBy);
    if (!actor || !may(actor, DISCOUNT)) throw new Invalid([problem("approval", "not_to_approve")]);
  }
}

/** Percent below the list price, or the discount where no list has a price. */
function givenOff(draft: Draft) {
  const [price, list, discount] = [draft.get("price"), draft.get("listPrice"), draft.get("discount")];
  if (!isMoney(price) || discount === null) return undefined;
  if (!isMoney(list) || exact(list.amount).eq(0)) return exact(discount);
  const left = exact(price.amount)
    .times(exact(100).minus(String(discount)))
    .div(list.amount);
  return exact(100).minus(left).round(2);
}

/** How many lines of a deal nobody has agreed to yet. */
export async function waitingOn(db: Queryable, deal: string): Promise<number> {
  const text = `select count(*)::int as count from plugin_products.deal_lines
    where deal_id = $1 and approval in ('waiting', 'refused') and deleted_at is null`;
  const [row] = await db.query<{ count: number }>({ text, values: [deal] });
  return row?.count ?? 0;
}
