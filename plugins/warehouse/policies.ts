// How each product is valued, and whether more of it may leave than there is.
import { type Actor, Conflict, may, type Rec, type Records } from "trellis/sdk";
import { keeper } from "./keeper.ts";
import type { Method } from "./costing.ts";
import type { Policy } from "./ledger.ts";

const MOST = 200;
const fields = ["custom.cost_method", "custom.negative_stock"];

/** The policy of each product, as it holds for this person; asked before a transaction, which needs no second connection then. */
export async function policiesOf(
  records: Records,
  actor: Actor,
  products: readonly string[],
): Promise<(product: string) => Policy> {
  const ids = [...new Set(products)];
  const known = new Map<string, Policy>();
  for (let at = 0; at < ids.length; at += MOST) {
    const filter = { field: "id", op: "in", value: ids.slice(at, at + MOST) } as const;
    const { data } = await records.list(keeper, "product", { filter, limit: MOST, fields });
    for (const product of data) known.set(product.id, policyOf(product, may(actor, "warehouse.negative")));
  }
  return (product) => {
    const policy = known.get(product);
    // Somebody added a line meanwhile: the person looks again.
    if (!policy) throw new Conflict("records.busy");
    return policy;
  };
}

function policyOf({ custom }: Rec, mayGoBelow: boolean): Policy {
  const says = String(custom["negative_stock"] ?? "forbid");
  const isAllowed = says === "allow" || (says === "warn" && mayGoBelow);
  const method = (custom["cost_method"] ?? "average") as Method;
  return { method, negative: isAllowed ? "allow" : "forbid", says };
}
