// Which goods are to be ordered again, and a draft of the receipt that is awaited.
import { type Actor, type Database, Invalid, type OwnSettings, problemAt, type Rec, type Records } from "trellis/sdk";
import { exact } from "../products/api.ts";
import { keeper } from "./keeper.ts";
import { type Proposal, propose, type ServiceLevel } from "./reorder.ts";
import { type ReorderFacts, reorderFacts } from "./reorder-facts.ts";

export interface ToOrder {
  readonly product: Rec;
  readonly facts: ReorderFacts;
  readonly proposal: Proposal;
}

interface Needs {
  readonly db: Database;
  readonly records: Records;
  readonly settings: OwnSettings;
}

const MOST = 200;
const fields = ["name", "sku", "custom.lead_days", "custom.pack_size", "custom.target_stock"];

export class Orders {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Of the goods that say how long they take to come, those of which too few are expected. `day` is the one to decide on. */
  async proposals(actor: Actor, day: string): Promise<readonly ToOrder[]> {
    const { settings, db } = this.#needs;
    const set = await settings.read<{ serviceLevel: ServiceLevel | null; demandDays: number | null }>(keeper);
    const [level, days] = [set.serviceLevel ?? "95", set.demandDays ?? 90];
    const found: ToOrder[] = [];
    for await (const products of this.#watched(actor)) {
      const facts = await reorderFacts(
        db,
        products.map(({ id }) => id),
        { day, days },
      );
      const byId = new Map(facts.map((one) => [one.product, one]));
      for (const product of products) {
        const one = byId.get(product.id);
        if (!one) continue;
        const proposal = propose(demandOf(product, one), wantedOf(product, one), level);
        if (proposal.quantity.gt(0)) found.push({ product, facts: one, proposal });
      }
    }
    return found;
  }

  /** A draft of a receipt with what is proposed now for these products; answers its id. */
  async draft(
    actor: Actor,
    {
      location,
      products,
      day,
    }: { readonly location: string; readonly products: readonly string[]; readonly day: string },
  ): Promise<string> {
    const { records, db } = this.#needs;
    const chosen = (await this.proposals(actor, day)).filter(({ product }) => products.includes(product.id));
    if (chosen.length === 0) throw new Invalid([problemAt("products", "required", { field: "products" })]);
    return await db.transaction(async (trx) => {
      const { id } = await records.create(actor, "stock_document", { type: "receipt", location }, { trx });
      for (const { product, proposal } of chosen) {
        const line = { document: id, product: product.id, quantity: proposal.quantity.toFixed() };
        await records.create(actor, "stock_line", line, { trx });
      }
      return id;
    });
  }

  /** Goods with a time until they come, as this person may see them, page by page. */
  async *#watched(actor: Actor): AsyncGenerator<readonly Rec[]> {
    const filter = {
      and: [
        { field: "type", op: "eq", value: "goods" },
        { field: "custom.lead_days", op: "notEmpty" },
      ],
    } as const;
    const sort = [{ field: "name", direction: "asc" }] as const;
    let after: string | undefined;
    do {
      const page = await this.#needs.records.list(actor, "product", { filter, sort, fields, limit: MOST, after });
      yield page.data;
      after = page.next ?? undefined;
    } while (after !== undefined);
  }
}

const demandOf = ({ custom }: Rec, { daily, deviation }: ReorderFacts) => ({
  daily,
  deviation,
  leadDays: Number(custom["lead_days"]),
});

function wantedOf({ custom }: Rec, { expected }: ReorderFacts) {
  const [target, pack] = [custom["target_stock"] ?? null, custom["pack_size"] ?? null];
  return {
    expected: exact(expected),
    target: target === null ? undefined : exact(target),
    pack: exact(pack === null || Number(pack) <= 0 ? "1" : pack),
  };
}
