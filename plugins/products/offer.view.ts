// The lines of a deal as their page shows them: a table one types into.
import { type Actor, may, type Problem } from "trellis/sdk";
import { DISCOUNT } from "./discounts.ts";
import type { Offer, OfferLine } from "./offer.ts";
import type { Money } from "./exact.ts";

/** What somebody typed by the names of the boxes, and what is wrong with it. */
export interface Typed {
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

export interface Asking {
  readonly actor: Actor;
  readonly deal: string;
  readonly suggestions: readonly string[];
  /** Calculators that may be used, and what was answered for lines that one made, by line. */
  readonly calculators: readonly { readonly id: string; readonly name: string }[];
  readonly answers: ReadonlyMap<string, string>;
  readonly typed?: Typed | undefined;
  /** The sentence for a problem. */
  say(problem: Problem): string;
}

export const columns = ["quantity", "price", "discount"] as const;

/** What the tab of a deal and the page of its lines are made of. */
export function offerView(offer: Offer, asking: Asking) {
  const { actor, deal, suggestions, calculators, typed, say } = asking;
  const own = (typed?.problems ?? []).filter(({ pointer }) => !pointer.startsWith("/lines/"));
  return {
    deal,
    lines: offer.lines.map((line) => lineView(line, asking)),
    totals: offer,
    seesCosts: offer.uncosted !== null,
    mayChange: may(actor, "deal-lines.change"),
    mayAdd: may(actor, "deal-lines.create"),
    mayRemove: may(actor, "deal-lines.delete"),
    mayDecide: may(actor, DISCOUNT) && may(actor, "deal-lines.change"),
    suggestions,
    calculators,
    added: { what: typed?.values["what"] ?? "", quantity: typed?.values["quantity"] ?? "" },
    problems: own.map(say),
  };
}

function lineView(line: OfferLine, { actor: { language }, answers, typed, say }: Asking) {
  const problems = (typed?.problems ?? []).filter(({ pointer }) => pointer.startsWith(`/lines/${line.id}/`));
  const written = boxesOf(line, language);
  const cells = columns.map((name) => ({
    name,
    value: typed?.values[`${name}.${line.id}`] ?? written[name],
    wrong: problems.some(({ pointer }) => pointer.endsWith(`/${name}`)),
  }));
  const isOwnPrice = line.listPrice !== null && line.price !== null && line.listPrice.amount !== line.price.amount;
  return { ...line, cells, isOwnPrice, answered: answers.get(line.id) ?? null, problems: problems.map(say) };
}

/** What stands in the boxes of a line, in the person's language. */
export const boxesOf = (
  { quantity, price, discount }: OfferLine,
  language: string,
): Readonly<Record<(typeof columns)[number], string>> => ({
  quantity: numberIn(language, quantity),
  price: price ? priceIn(language, price) : "",
  discount: numberIn(language, discount),
});

const numberIn = (language: string, value: string): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 6, useGrouping: false }).format(
    value as Intl.StringNumericLiteral,
  );

function priceIn(language: string, { amount }: Money): string {
  const places = amount.split(".")[1]?.length ?? 0;
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: false };
  return new Intl.NumberFormat(language, digits).format(amount as Intl.StringNumericLiteral);
}
