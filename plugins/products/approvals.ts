// Saying yes or no to discounts that wait, from lists, pages and Today.
import { type Actor, type Host, may, type Records } from "trellis/sdk";
import { DISCOUNT } from "./discounts.ts";

type Decision = "approved" | "refused";

export function addApprovals(host: Host, records: Records): void {
  const both = [
    { id: "products.approve", icon: "checkbox", decision: "approved" },
    { id: "products.refuse", icon: "hand-stop", decision: "refused" },
  ] as const;
  for (const [at, { id, icon, decision }] of both.entries())
    host.action({
      id,
      kind: "deal_line",
      label: id,
      icon,
      order: 45 + at,
      places: ["record", "list"],
      permission: DISCOUNT,
      run: async (actor, ids) => await decide(records, actor, { ids, decision }),
    });
  host.tile({
    id: "products.discounts",
    place: "side",
    order: 36,
    template: "products/_discounts",
    view: async (actor) => await discountsTile(records, actor),
  });
}

/** Decides about what waits among these lines, and says how many that were. */
export async function decide(
  records: Records,
  actor: Actor,
  { ids, decision }: { readonly ids: readonly string[]; readonly decision: Decision },
) {
  let count = 0;
  for (const id of ids) {
    const line = await records.get(actor, "deal_line", id, { fields: ["approval"] });
    if (line["approval"] !== "waiting") continue;
    await records.change(actor, "deal_line", id, { approval: decision });
    count += 1;
  }
  return { said: `products.discounts_${decision}`, values: { count } };
}

/** How many wait for this person, and where they stand; undefined where there are none. */
async function discountsTile(records: Records, actor: Actor): Promise<object | undefined> {
  if (!may(actor, "deal-lines.change")) return undefined;
  const filter = {
    and: [
      { field: "approval", op: "eq", value: "waiting" },
      { field: "owner", op: "ne", value: actor.id },
    ],
  } as const;
  const { number } = await records.count(actor, "deal_line", filter);
  const path = `/deal-lines?${new URLSearchParams({ "filter[approval]": "waiting" })}`;
  return number === 0 ? undefined : { number, path };
}
