// Products that are put together of others: what is in them, and what holds for that.
import type { Draft, HookContext, Problem, Queryable } from "trellis/sdk";
import { productOf, unitOfProduct } from "./catalogue.ts";
import { problem } from "./problem.ts";
import { quantityProblems } from "./units.ts";

/** So much of a product, in its own unit, is in one of the kit. */
export interface KitPart {
  readonly kit: string;
  readonly product: string;
  readonly name: string;
  readonly quantity: string;
}

/** The goods in kits; of products that are none there are none, and a kit has no entry while nothing is in it. */
export async function kitPartsOf(db: Queryable, products: readonly string[]): Promise<ReadonlyMap<string, KitPart[]>> {
  if (products.length === 0) return new Map();
  const text = `select k.kit_id as kit, k.product_id as product, p.name, trim_scale(k.quantity)::text as quantity
    from plugin_products.kit_parts k
    join plugin_products.products kit on kit.id = k.kit_id and kit.type = 'kit'
    join plugin_products.products p on p.id = k.product_id and p.type = 'goods'
    where k.kit_id = any($1::uuid[]) and k.deleted_at is null order by p.name, p.id`;
  const rows = await db.query<KitPart & object>({ text, values: [products] });
  return Map.groupBy(rows, ({ kit }) => kit);
}

/** Which of these products are kits. */
export async function kitsAmong(db: Queryable, products: readonly string[]): Promise<ReadonlySet<string>> {
  if (products.length === 0) return new Set();
  const text = "select id from plugin_products.products where id = any($1::uuid[]) and type = 'kit'";
  return new Set((await db.query<{ id: string }>({ text, values: [products] })).map(({ id }) => id));
}

/** A kit is made of what is no kit itself, each once. */
export async function checkKitPart(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const [kit, part] = [await productOf(db, draft.get("kit")), await productOf(db, draft.get("product"))];
  // Without them the engine says what is missing.
  if (!kit || !part) return [];
  draft.set("name", part.name);
  const wrong = [
    ...(kit.type === "kit" ? [] : [problem("kit", "no_kit", { name: kit.name })]),
    ...(part.type === "kit" ? [problem("product", "kit_in_kit")] : []),
    ...quantityProblems("quantity", draft.get("quantity"), await unitOfProduct(db, part.id)),
  ];
  const text = `select from plugin_products.kit_parts
    where id <> $1 and kit_id = $2 and product_id = $3 and deleted_at is null`;
  const twice = await db.query({ text, values: [draft.id, kit.id, part.id] });
  return twice.length > 0 ? [...wrong, problem("product", "part_twice")] : wrong;
}

/** What has parts stays a kit, and what is in a kit does not become one. */
export async function keepKit(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  if (!draft.touches("type")) return [];
  const text = `select exists (select from plugin_products.kit_parts where kit_id = $1 and deleted_at is null) as whole,
    exists (select from plugin_products.kit_parts where product_id = $1 and deleted_at is null) as part`;
  const [row] = await db.query<{ whole: boolean; part: boolean }>({ text, values: [draft.id] });
  const isKit = draft.get("type") === "kit";
  if (row?.whole && !isKit) return [problem("type", "kit_has_parts")];
  return row?.part && isKit ? [problem("type", "is_in_kit")] : [];
}
