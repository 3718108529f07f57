// What belongs to a product, a list, a group or a tax, beside it on its page.
import { type Actor, type Filter, type Host, may, type Rec, type Records, relatedIn } from "trellis/sdk";
import { isMoney } from "./exact.ts";

const SHOWN = 8;

interface Related {
  readonly id: string;
  /** On whose page. */
  readonly kind: string;
  /** What is listed, and the field by which it belongs there. */
  readonly of: string;
  readonly by: string;
  /** What it is called there, where its whole name would say the page's again: a field, the title of a reference, a day. */
  readonly name?: string;
  /** Fields that say more than the name: an amount or a number, and a second line. */
  readonly amount?: string;
  readonly second?: string;
  /** The field and value without which there is nothing to list. */
  readonly only?: readonly [field: string, value: string];
}

const panels: readonly Related[] = [
  { id: "pricesOf", kind: "product", of: "price", by: "product", name: "list", amount: "price", second: "minQuantity" },
  { id: "barcodesOf", kind: "product", of: "barcode", by: "product", name: "code", amount: "quantity" },
  { id: "productCostsOf", kind: "product", of: "product_cost", by: "product", name: "validFrom", amount: "cost" },
  {
    id: "partsOfKit",
    kind: "product",
    of: "kit_part",
    by: "kit",
    name: "product",
    amount: "quantity",
    only: ["type", "kit"],
  },
  {
    id: "pricesOfList",
    kind: "price_list",
    of: "price",
    by: "list",
    name: "product",
    amount: "price",
    second: "minQuantity",
  },
  { id: "productsOf", kind: "product_group", of: "product", by: "group", second: "sku" },
  { id: "taxRatesOf", kind: "tax", of: "tax_rate", by: "tax", name: "validFrom", amount: "percent" },
];

interface Needs {
  readonly records: Records;
  /** Ids of a group and all groups below it. */
  groupsBelow(id: string): Promise<readonly string[]>;
}

export function addRelated(host: Host, needs: Needs): void {
  for (const [at, panel] of panels.entries()) {
    host.panel({
      id: `products.${panel.id}`,
      kind: panel.kind,
      place: "side",
      title: `${plurals[panel.of]}.many`,
      order: 30 + at,
      template: "products/_related",
      view: async (actor, id) => await viewOf(needs, panel, actor, id),
    });
  }
}

const plurals: Readonly<Record<string, string>> = {
  price: "prices",
  barcode: "barcodes",
  product_cost: "product-costs",
  product: "products",
  tax_rate: "tax-rates",
  kit_part: "kit-parts",
};

async function viewOf({ records, groupsBelow }: Needs, panel: Related, actor: Actor, id: string) {
  if (panel.only && !(await isSuch(records, actor, { kind: panel.kind, id, only: panel.only }))) return undefined;
  const plural = plurals[panel.of];
  const ids = panel.kind === "product_group" ? await groupsBelow(id) : [id];
  const filter: Filter = { field: panel.by, op: "in", value: ids };
  const { data, next } = await records.list(actor, panel.of, { filter, limit: SHOWN, include: references(panel) });
  const query = new URLSearchParams({ [`filter[${panel.by}]${ids.length > 1 ? "[in]" : ""}`]: ids.join(",") });
  return {
    plural,
    lines: data.map((one) => lineOf(one, panel)),
    all: next === null ? null : `/${plural}?${query}`,
    add: may(actor, `${plural}.create`) ? `/${plural}/new?${panel.by}=${id}` : null,
  };
}

async function isSuch(
  records: Records,
  actor: Actor,
  { kind, id, only: [field, value] }: { readonly kind: string; readonly id: string } & Required<Pick<Related, "only">>,
): Promise<boolean> {
  return (await records.find(actor, kind, id, { fields: [field] }))?.[field] === value;
}

const references = ({ name = "" }: Related): readonly string[] => (["list", "product"].includes(name) ? [name] : []);

function lineOf(record: Rec, { name = "name", amount = "", second = "" }: Related) {
  const [value, more] = [record[amount], record[second]];
  return {
    id: record.id,
    name: name === "validFrom" ? null : (relatedIn(record, name)?.title ?? record[name]),
    day: name === "validFrom" ? record[name] : null,
    second: more === "0" ? null : more,
    cash: isMoney(value) ? value : null,
    count: typeof value === "string" ? value : null,
  };
}
