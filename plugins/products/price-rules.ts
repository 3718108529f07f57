// What makes prices and their lists sound: periods that begin before they end, and never two prices of the same rank.
import {
  type Draft,
  type HookContext,
  Invalid,
  type Problem,
  type Queryable,
  type Transaction,
  type Written,
} from "trellis/sdk";
import { unitOfProduct } from "./catalogue.ts";
import { isMoney } from "./exact.ts";
import { problem } from "./problem.ts";
import { quantityProblems } from "./units.ts";

export async function checkPrice(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const unit = await unitOfProduct(db, draft.get("product"));
  const problems = [
    ...periodProblems(draft),
    ...quantityProblems("minQuantity", draft.get("minQuantity"), unit),
    ...(await rankProblems(db, draft)),
  ];
  draft.set("name", await nameOf(db, draft));
  return problems;
}

/** The product and the list it stands in: what people call a price. */
async function nameOf(db: Queryable, draft: Draft): Promise<string | null> {
  const text = `select left(p.name || ' · ' || l.name, 200) as name from plugin_products.products p, plugin_products.price_lists l
    where p.id = $1 and l.id = $2`;
  const [row] = await db.query<{ name: string }>({ text, values: [draft.get("product"), draft.get("list")] });
  return row?.name ?? null;
}

function periodProblems(draft: Draft): Problem[] {
  const [from, to] = [draft.get("validFrom"), draft.get("validTo")];
  const isTurned = typeof from === "string" && typeof to === "string" && from > to;
  return isTurned ? [problem("validTo", "ends_before")] : [];
}

/** Two periods, each open where it says nothing. */
const overlap = (a: string, b: string): string =>
  `coalesce(greatest(${a}.starts, ${b}.starts), '-infinity') <= coalesce(least(${a}.ends, ${b}.ends), 'infinity')`;

const sameRank = `e.product_id = n.product_id and e.currency = n.currency and e.min_quantity = n.min_quantity
  and e.scope = n.scope and e.company_id is not distinct from n.company_id
  and e.segment_id is not distinct from n.segment_id and e.since is not distinct from n.since and ${overlap("e", "n")}`;

/** Which of two equal prices holds would be chance: the second one is not saved. */
async function rankProblems(db: Queryable, draft: Draft): Promise<Problem[]> {
  const price = draft.get("price");
  if (!isMoney(price)) return [];
  const [from, to] = [draft.get("validFrom"), draft.get("validTo")];
  const text = `with n as (select $2::uuid as product_id, $4::text as currency, $5::numeric as min_quantity, l.scope, l.company_id,
      l.segment_id, coalesce($6::date, l.valid_from) as since, greatest($6::date, l.valid_from) as starts,
      least($7::date, l.valid_to) as ends from plugin_products.price_lists l where l.id = $3)
    select e.list from n join plugin_products.standing_prices e on ${sameRank} where e.id <> $1 limit 1`;
  const values = [
    draft.id,
    draft.get("product"),
    draft.get("list"),
    price.currency,
    draft.get("minQuantity"),
    from,
    to,
  ];
  const [twin] = await db.query<{ list: string }>({ text, values });
  return twin ? [problem("price", "equal_rank", { list: twin.list })] : [];
}

/**
 * The same within the transaction, with the products locked: of two who save equal prices at the same moment the second one is
 * refused, and so is one that comes back from the trash when another took its place.
 */
export async function refuseTwins(trx: Transaction, written: readonly Written[]): Promise<void> {
  const living = written.filter(({ action }) => action !== "removed").map(({ record }) => record);
  const products = [...new Set(living.map(({ product }) => String(product)))].toSorted();
  await trx.query({
    text: "select pg_advisory_xact_lock(hashtextextended(product, 7)) from unnest($1::text[]) as p(product)",
    values: [products],
  });
  await refuseTwinOf(trx, "id", living);
}

/** A list that comes back brings its prices along. */
export async function refuseListTwins(trx: Transaction, written: readonly Written[]): Promise<void> {
  const back = written.filter(({ action }) => action === "restored").map(({ record }) => record);
  await refuseTwinOf(trx, "list_id", back);
}

async function refuseTwinOf(
  trx: Transaction,
  by: "id" | "list_id",
  records: readonly { readonly id: string }[],
): Promise<void> {
  const text = `select e.list from plugin_products.standing_prices n
    join plugin_products.standing_prices e on ${sameRank} where n.${by} = any($1::uuid[]) and e.id <> n.id limit 1`;
  const [twin] = await trx.query<{ list: string }>({ text, values: [records.map(({ id }) => id)] });
  if (twin) throw new Invalid([problem("price", "equal_rank", { list: twin.list })]);
}

export async function checkList(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const problems = [
    ...whomProblems(draft, { path: "company", scope: "customer" }),
    ...whomProblems(draft, { path: "segment", scope: "segment" }),
    ...periodProblems(draft),
  ];
  return draft.before && problems.length === 0 ? await listRankProblems(db, draft) : problems;
}

/** A list says whom it is for; whom it is no longer for does not stay on it. */
function whomProblems(draft: Draft, { path, scope }: { readonly path: string; readonly scope: string }): Problem[] {
  const [isTheirs, named] = [draft.get("scope") === scope, draft.get(path) !== null];
  if (!isTheirs && named) draft.set(path, null);
  return isTheirs && !named ? [problem(path, `list_needs_${path}`)] : [];
}

/** The same for all prices of a list that becomes for somebody else, or holds from another day. */
async function listRankProblems(db: Queryable, draft: Draft): Promise<Problem[]> {
  if (!["scope", "company", "segment", "validFrom", "validTo"].some((path) => draft.touches(path))) return [];
  const text = `with n as (select p.id, p.name, p.product_id, p.price_currency as currency, p.min_quantity, $2::text as scope,
      $3::uuid as company_id, $4::uuid as segment_id, coalesce(p.valid_from, $5::date) as since,
      greatest(p.valid_from, $5::date) as starts, least(p.valid_to, $6::date) as ends
      from plugin_products.prices p where p.list_id = $1 and p.deleted_at is null)
    select e.list, n.name from n join plugin_products.standing_prices e on ${sameRank} where e.list_id <> $1 limit 1`;
  const values = [draft.id, ...["scope", "company", "segment", "validFrom", "validTo"].map((path) => draft.get(path))];
  const [twin] = await db.query<{ list: string; name: string }>({ text, values });
  return twin ? [problem("scope", "list_equal_rank", twin)] : [];
}
