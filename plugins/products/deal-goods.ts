import type { Queryable } from "trellis/sdk";

/** So much of a product stands on the lines of a deal, in the product's own unit; of kits what is in them. */
export interface DealGoods {
  readonly product: string;
  readonly name: string;
  readonly quantity: string;
  /** The kits that some or all of it is for; null where there are none. */
  readonly kits: string | null;
}

const lines = `select l.product_id as product, l.quantity * coalesce(lu.factor, 1) / coalesce(pu.factor, 1) as quantity, p.type, p.name
  from plugin_products.deal_lines l
  join plugin_products.products p on p.id = l.product_id and p.type in ('goods', 'kit')
  left join plugin_products.units lu on lu.id = l.unit_id left join plugin_products.units pu on pu.id = p.unit_id
  where l.deal_id = $1 and l.deleted_at is null and l.quantity > 0`;

/** The goods on the lines of a deal; services are none. */
export async function goodsOfDeal(db: Queryable, deal: string): Promise<readonly DealGoods[]> {
  const text = `with lines as (${lines}), wanted as (
      select product, quantity, null as kit from lines where type = 'goods'
      union all select k.product_id, l.quantity * k.quantity, l.name
      from lines l join plugin_products.kit_parts k on k.kit_id = l.product and k.deleted_at is null where l.type = 'kit')
    select p.id as product, p.name, trim_scale(sum(w.quantity)::numeric(19,6))::text as quantity,
      string_agg(distinct w.kit, ', ' order by w.kit) as kits
    from wanted w join plugin_products.products p on p.id = w.product and p.type = 'goods' group by 1, 2 order by 2, 1`;
  return await db.query<DealGoods & object>({ text, values: [deal] });
}
