// What makes a line of a deal: the product's words, the price of the list, what it comes to, and what may be given off.
import type { Draft, HookContext, Problem } from "trellis/sdk";
import { productOf, type ProductFacts, taxRateOn, unitOf, type UnitFacts } from "./catalogue.ts";
import { type Calculated, calculatedFor, calculatedPrice, followAnswers, followPart } from "./calculated.ts";
import { type DealFacts, type DealNeeds, dealOf } from "./deal-facts.ts";
import { settleDiscount } from "./discounts.ts";
import { exact, isMoney, lineTotal, money, type Money, sameMoney, share } from "./exact.ts";
import { priceOf } from "./price-question.ts";
import { problem } from "./problem.ts";
import { quantityProblems, ratioBetween, remainderProblems } from "./units.ts";

/** A line under way, with what it is about. */
interface Line {
  readonly draft: Draft;
  readonly context: HookContext;
  readonly needs: DealNeeds;
  readonly deal: DealFacts;
  readonly product: ProductFacts | undefined;
  readonly unit: UnitFacts | undefined;
  /** What the calculator says of it, if one does. */
  readonly calculated: Calculated | undefined;
}

export async function settleLine(draft: Draft, context: HookContext, needs: DealNeeds): Promise<readonly Problem[]> {
  const deal = await dealOf(context.db, draft.get("deal"), needs);
  // Without one the engine says what is wrong.
  if (!deal) return [];
  const calculated = await calculatedFor(draft, context, deal);
  if (calculated && !("part" in calculated)) return calculated;
  if (calculated) followPart(draft, calculated);
  const product = await productOf(context.db, draft.get("product"));
  fillIn(draft, deal, product);
  const unit = await unitOf(context.db, draft.get("unit"));
  if (calculated) followAnswers(draft, calculated, unit);
  const line: Line = { draft, context, needs, deal, product, unit, calculated };
  const problems = [...productProblems(line), ...(await unitProblems(line))];
  if (problems.length > 0) return problems;
  await proposePrice(line);
  const wrong = [...priceProblems(line), ...(await discountProblems(line)), ...(await settleTax(line))];
  if (wrong.length === 0) settleTotals(draft);
  return wrong;
}

function fillIn(draft: Draft, deal: DealFacts, product: ProductFacts | undefined): void {
  draft.set("owner", deal.owner);
  if (draft.get("pricedOn") === null) draft.set("pricedOn", deal.today);
  if (!product || !draft.touches("product")) return;
  // A line that is for another product now does not go by the name of the old one.
  const follow = (path: string, value: unknown): void => {
    const isOld = draft.before !== undefined && !draft.touches(path);
    if (draft.get(path) === null || isOld) draft.set(path, value);
  };
  follow("name", product.name);
  follow("unit", product.unit);
  if (!draft.touches("tax")) follow("tax", product.tax);
}

function productProblems({ draft, product }: Line): Problem[] {
  if (draft.get("name") === null) return [problem("product", "line_of_nothing")];
  const isNew = draft.touches("product") && draft.before?.["product"] !== product?.id;
  return product && !product.sold && isNew ? [problem("product", "not_sold")] : [];
}

async function unitProblems({ draft, context, product, unit }: Line): Promise<Problem[]> {
  const own = product && (await unitOf(context.db, product.unit));
  if (own && unit && !ratioBetween(unit, own)) return [problem("unit", "other_unit")];
  const wrong = quantityProblems("quantity", draft.get("quantity"), unit);
  return wrong.length > 0 || !own || !unit ? wrong : remainderProblems(draft.get("quantity"), unit, own);
}

const decisive = ["product", "quantity", "unit", "pricedOn", "part", "inputs"] as const;

/** The price of the list, unless somebody said another one. */
async function proposePrice(line: Line): Promise<void> {
  const { draft } = line;
  if (!draft.before || decisive.some((path) => draft.touches(path))) {
    const isFollowed = draft.before !== undefined && sameMoney(draft.get("price"), draft.get("listPrice"));
    draft.set("listPrice", (await listPrice(line)) ?? null);
    if (isFollowed && !draft.touches("price")) draft.set("price", null);
  }
  if (draft.get("price") === null) draft.set("price", draft.get("listPrice"));
}

/** The calculator's, where it says one. */
const listPrice = async (line: Line): Promise<Money | undefined> =>
  (line.calculated && calculatedPrice(line.calculated)) ?? (await priceInLists(line));

async function priceInLists({ draft, context, needs, deal, product, unit }: Line): Promise<Money | undefined> {
  const own = product && (await unitOf(context.db, product.unit));
  const ratio = own && unit && ratioBetween(unit, own);
  const quantity = draft.get("quantity");
  if (!product || !ratio || quantity === null) return undefined;
  const found = await priceOf(
    { db: context.db, records: needs.records },
    {
      product: product.id,
      company: deal.company,
      quantity: exact(quantity).times(ratio).toFixed(),
      on: String(draft.get("pricedOn")),
      currency: deal.currency,
    },
  );
  return found && money(exact(found.price.amount).times(ratio), found.price.currency);
}

function priceProblems({ draft, deal }: Line): Problem[] {
  const price = draft.get("price");
  if (!isMoney(price)) return [problem("price", "no_price", { currency: deal.currency })];
  if (price.currency === deal.currency) return [];
  return [problem("price", "other_currency", { currency: deal.currency })];
}

/** More than one may give off, by discount or by a lower price, is for somebody who may give more. */
async function discountProblems({ draft, context, needs: { settings } }: Line): Promise<readonly Problem[]> {
  const isAsked = !draft.before || ["price", "discount", ...decisive].some((path) => draft.touches(path));
  return await settleDiscount(draft, context, { settings, isAsked });
}

async function settleTax({ draft, context: { db } }: Line): Promise<Problem[]> {
  const tax = draft.get("tax");
  const rate = await taxRateOn(db, tax, String(draft.get("pricedOn")));
  draft.set("taxRate", rate ?? null);
  return tax !== null && rate === undefined ? [problem("tax", "no_tax_rate", { day: draft.get("pricedOn") })] : [];
}

function settleTotals(draft: Draft): void {
  const [price, quantity, discount] = [draft.get("price"), draft.get("quantity"), draft.get("discount")];
  if (!isMoney(price) || quantity === null || discount === null) return;
  const total = lineTotal(String(quantity), price, String(discount));
  const rate = draft.get("taxRate");
  draft.set("total", total);
  draft.set("taxAmount", rate === null ? null : share(total, String(rate)));
}
