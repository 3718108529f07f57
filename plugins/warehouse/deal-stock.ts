// What is there, and what is kept, of the goods on the lines of a deal.
import type { Actor, Database, OwnAdoption, OwnSettings, Records, Transaction } from "trellis/sdk";
import { type DealGoods, exact, goodsOfDeal } from "../products/api.ts";
import { todayIn } from "./days.ts";
import { expectedOn } from "./expected.ts";
import { keeper } from "./keeper.ts";
import { keep, letGo, lockWithKept, type Wanted } from "./reservations.ts";
import { sentFor } from "./sent.ts";
import { turns } from "./turns.ts";
import { freeFor } from "./stock.ts";

export interface DealGoodsStock extends DealGoods {
  readonly free: string;
  readonly kept: string;
  /** True when what is neither sent nor kept yet could be. */
  readonly enough: boolean;
  /** The day on which what is missing should be there, if anybody knows. */
  readonly expected: string | null;
}

interface Needs {
  readonly db: Database;
  readonly records: Records;
  readonly settings: OwnSettings;
  readonly adoption: OwnAdoption;
}

export class DealStock {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** The goods of a deal; NotFound for one that is not theirs to see. */
  async of(actor: Actor, deal: string): Promise<readonly DealGoodsStock[]> {
    const goods = await this.#goods(actor, deal);
    const stock = await freeFor(
      this.#needs.db,
      goods.map(({ product }) => product),
      deal,
    );
    const sent = await sentFor(this.#needs.db, deal);
    const there = goods.map((one) => {
      const { free = "0", kept = "0" } = stock.get(one.product) ?? {};
      const missing = exact(openOf(one, sent)).minus(free).minus(kept);
      return { ...one, free, kept, enough: missing.lte(0), missing: missing.toFixed() };
    });
    const short = there.filter(({ enough }) => !enough).map(({ product, missing }) => ({ product, quantity: missing }));
    const days = await expectedOn(this.#needs, short, todayIn(actor.timeZone));
    return there.map(({ missing: _missing, ...one }) => ({ ...one, expected: days.get(one.product) ?? null }));
  }

  /** Keeps for a deal what is neither sent nor kept for it yet, as far as there is any; answers what is missing. */
  async keep(actor: Actor, deal: string): Promise<readonly Wanted[]> {
    const goods = await this.#goods(actor, deal);
    const { reservationDays } = await this.#needs.settings.read<{ reservationDays: number | null }>(keeper);
    const keeping = { deal, document: null, location: undefined, by: actor.id, days: reservationDays };
    return await this.#inTurn(async (trx) => {
      // From the start each time: a line that became less keeps less.
      await lockWithKept(
        trx,
        goods.map(({ product }) => product),
        { deal },
      );
      await letGo(trx, { deals: [deal] });
      await this.#needs.adoption.record(actor, "warehouse.kept", trx);
      const sent = await sentFor(trx, deal);
      const open = goods.map((one) => ({ product: one.product, quantity: openOf(one, sent) }));
      return await keep(trx, open, keeping);
    });
  }

  /** Lets go of what is kept for a deal: of one product when it is named, else of all. NotFound for a product that there is not. */
  async release(actor: Actor, deal: string, product?: string): Promise<void> {
    await this.#goods(actor, deal);
    if (product !== undefined) await this.#needs.records.get(actor, "product", product, { fields: [] });
    const ending = { deals: [deal], ...(product !== undefined && { product }) };
    await this.#inTurn(async (trx) => await letGo(trx, ending));
  }

  async #inTurn<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
    return await turns.take(async () => await this.#needs.db.transaction(work));
  }

  async #goods(actor: Actor, deal: string): Promise<readonly DealGoods[]> {
    await this.#needs.records.get(actor, "deal", deal, { fields: [] });
    return await goodsOfDeal(this.#needs.db, deal);
  }
}

/** How much of what a deal is about is still to be sent. */
function openOf(
  { product, quantity }: Pick<DealGoods, "product" | "quantity">,
  sent: ReadonlyMap<string, string>,
): string {
  const open = exact(quantity).minus(sent.get(product) ?? "0");
  return open.lt(0) ? "0" : open.toFixed();
}
