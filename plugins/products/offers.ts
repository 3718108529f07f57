// The lines of a deal and what they come to, as somebody may see them. Sums and margins are the database's.
import {
  type Actor,
  type Database,
  type Input,
  Invalid,
  may,
  type OwnAdoption,
  type Rec,
  type Transaction,
} from "trellis/sdk";
import { settleAmount } from "./keeping.ts";
import type { DealNeeds } from "./deal-facts.ts";
import { lineOf, type Offer, sums, type SumRow, totalsOf } from "./offer.ts";

const MOST = 200;

export interface LineNeeds extends DealNeeds {
  readonly db: Database;
  readonly adoption: OwnAdoption;
}

/** One line as it is to be: what is not named stays. */
export interface LineChange {
  readonly id: string;
  readonly version: number;
  readonly input: Input;
}

export class Offers {
  readonly #needs: LineNeeds;

  constructor(needs: LineNeeds) {
    this.#needs = needs;
  }

  /** The lines of a deal in their order; NotFound for a deal that is not theirs to see. */
  async of(actor: Actor, deal: string): Promise<Offer> {
    const { records } = this.#needs;
    await records.get(actor, "deal", deal, { fields: [] });
    const filter = { field: "deal", op: "eq", value: deal } as const;
    const query = { filter, sort: inOrder, limit: MOST, include: ["unit"] };
    const { data } = await records.list(actor, "deal_line", query);
    // What one may not see of each line is not told by their sum either.
    const rows = data.some((line) => line["total"]) ? await this.#sums(deal) : [];
    const sees = may(actor, "product-costs.read");
    return { lines: data.map((line) => lineOf(line, sees ? rows : [])), ...totalsOf(rows, sees) };
  }

  /** Adds a line, and brings the deal's amount up to date at once. */
  async add(actor: Actor, deal: string, input: Input): Promise<Rec> {
    const text =
      "select coalesce(max(position), 0)::int + 10 as next from plugin_products.deal_lines where deal_id = $1";
    const [row] = await this.#needs.db.query<{ next: number }>({ text, values: [deal] });
    const made = await this.#needs.records.create(actor, "deal_line", { deal, position: row?.next ?? 10, ...input });
    await this.#needs.adoption.record(actor, "products.line");
    await this.#show(deal);
    return made;
  }

  /** All of the changes or none; what is wrong is told with the line it is about. */
  async change(actor: Actor, deal: string, changes: readonly LineChange[]): Promise<void> {
    await this.#needs.db.transaction(async (trx) => {
      for (const one of changes) await this.#changeOne(trx, actor, one);
    });
    await this.#show(deal);
  }

  async #changeOne(trx: Transaction, actor: Actor, { id, version, input }: LineChange): Promise<void> {
    try {
      await this.#needs.records.change(actor, "deal_line", id, input, { baseVersion: version, trx });
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      throw new Invalid(error.problems.map((one) => ({ ...one, pointer: `/lines/${id}${one.pointer}` })));
    }
  }

  async remove(actor: Actor, deal: string, id: string): Promise<Rec> {
    const removed = await this.#needs.records.remove(actor, "deal_line", id);
    await this.#show(deal);
    return removed;
  }

  /** At once, for whoever looks next; the events see to every other way. */
  async #show(deal: string): Promise<void> {
    await settleAmount(this.#needs, deal);
  }

  async #sums(deal: string): Promise<readonly SumRow[]> {
    return await this.#needs.db.query<SumRow>({ name: "products.offer", text: sums, values: [deal] });
  }
}

const inOrder = [
  { field: "position", direction: "asc" },
  { field: "createdAt", direction: "asc" },
] as const;
