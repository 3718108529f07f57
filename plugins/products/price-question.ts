// Asks for a price as people and programs do: for a company, a quantity, a day and a currency.
import type { Actor, Queryable, Records } from "trellis/sdk";
import { keeper } from "./keeper.ts";
import { type FoundPrice, priceFor, type PriceQuestion } from "./prices.ts";

export interface PriceNeeds {
  readonly db: Queryable;
  readonly records: Records;
}

/** The price for a company; a company that is not there has no price of its own. */
export async function priceOf(
  { db, records }: PriceNeeds,
  asked: Omit<PriceQuestion, "segment">,
): Promise<FoundPrice | undefined> {
  const company = asked.company === null ? undefined : await records.find(keeper, "company", asked.company, { on: db });
  const segment = company?.custom["price_segment"];
  return await priceFor(db, { ...asked, segment: typeof segment === "string" ? segment : null });
}

/** The day it is where somebody is. */
export const todayOf = ({ timeZone }: Pick<Actor, "timeZone">): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date());
