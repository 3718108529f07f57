// Numbers as the trade counts them: decimal texts, reckoned exactly, rounded half away from zero at the end.
import { Big } from "big.js";

/** Divides to 20 digits, which is more than any amount or quantity has. */
const Exact = Big();
Exact.DP = 20;

export const exact = (text: unknown): Big => new Exact(String(text));

/** Decimal text and ISO 4217 code. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

const digits = new Map<string, number>();

/** Digits after the point of a currency: 2 of EUR, 0 of JPY. */
function digitsOf(currency: string): number {
  const style = { style: "currency", currency } as const;
  const known = digits.get(currency) ?? new Intl.NumberFormat("en", style).resolvedOptions().maximumFractionDigits ?? 2;
  digits.set(currency, known);
  return known;
}

/** The amount as it is written and paid. */
export function money(amount: Big, currency: string): Money {
  const places = digitsOf(currency);
  return { amount: amount.round(places, Big.roundHalfUp).toFixed(places), currency };
}

export const isMoney = (value: unknown): value is Money =>
  typeof value === "object" && value !== null && "amount" in value && "currency" in value;

export const sameMoney = (a: unknown, b: unknown): boolean =>
  isMoney(a) && isMoney(b) ? a.currency === b.currency && exact(a.amount).eq(b.amount) : a === b;

/** quantity × price × (1 − discount %), rounded as money is. */
export const lineTotal = (quantity: string, price: Money, discount: string): Money =>
  money(exact(quantity).times(price.amount).times(exact(100).minus(discount)).div(100), price.currency);

/** So many percent of an amount, rounded as money is. */
export const share = ({ amount, currency }: Money, percent: string): Money =>
  money(exact(amount).times(percent).div(100), currency);
